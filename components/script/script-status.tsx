import { StatusPill } from '@/components/ui/status-pill.tsx';
import { type LibraryStanding, standingWords } from '@/lib/custody/script/library-standing.ts';
import {
  type ScriptSignature,
  type ScriptState,
  signatureWords,
} from '@/lib/custody/script/script-version.ts';

/** Whether a version may run. */
export function ScriptStatus({ state }: { state: ScriptState }) {
  switch (state) {
    case 'draft':
      return <StatusPill status="waiting" note="Draft" />;
    case 'reviewed':
      return <StatusPill status="confirmed" note="Reviewed" />;
    case 'retired':
      return <StatusPill status="ended" note="Retired" />;
  }
}

/** How the file of that name stands in Defender's library. */
export function LibraryStatus({ standing }: { standing: LibraryStanding }) {
  const note = standingWords(standing);
  switch (standing) {
    case 'as-pinned':
      return <StatusPill status="present" note={note} />;
    case 'outdated':
      return <StatusPill status="warning" note={note} />;
    case 'differs':
      return <StatusPill status="differs" note={note} />;
    case 'not-ours':
      return <StatusPill status="unknown" note={note} />;
    case 'missing':
      return <StatusPill status="empty" note={note} />;
  }
}

/** What a list says of a signature; the page of the script says what that means. */
export function SignatureMark({ signature }: { signature: ScriptSignature }) {
  switch (signature) {
    case 'none':
      return <StatusPill status="warning" note={signatureWords(signature)} />;
    case 'block-present':
      return <>{signatureWords(signature)}</>;
    case 'not-applicable':
      return <StatusPill status="not-applicable" />;
  }
}
