import { Notice } from '@/components/ui/notice.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { PresenceView } from '@/lib/queries/evidence-presence.ts';

/** That the store no longer has what was sealed, or that nobody knows; nothing while it does. */
export function PresenceNotice({ presence }: { presence: PresenceView | null }) {
  switch (presence?.state) {
    case 'missing':
      return (
        <Notice tone="bad" title="Missing: the store no longer has the sealed copy.">
          Found {since(presence)}. Its record and its digests stay, the bytes are not there. Tell a
          controller, look at the store’s own logs for who removed it, and restore nothing in its place: it is
          found again by itself if the same blob comes back.
        </Notice>
      );
    case 'other':
      return (
        <Notice tone="bad" title="Not the same blob: another one lies under the sealed copy’s name.">
          Found {since(presence)}. What differs is in the chain of custody below. Do not rely on what is
          stored there.
        </Notice>
      );
    case 'unknown':
      return (
        <Notice tone="unknown" title="Unknown: the store does not say whether it still has the sealed copy.">
          Since {since(presence)}. {presence.problem}
        </Notice>
      );
    case 'stored':
    case 'not-asked':
    case undefined:
      return null;
  }
}

function since({ since: at }: PresenceView) {
  return at === null ? 'at an unknown time' : <Time at={at} inline />;
}
