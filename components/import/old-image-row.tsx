import Link from 'next/link';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Time } from '@/components/ui/time.tsx';
import { exactSize } from '@/lib/custody/byte-words.ts';
import type { OldImage } from '@/lib/custody/old-room.ts';
import type { Registered } from './send-bytes.ts';

/** How far one image came. The key makes a repeated click the same request. */
export type TakingOver =
  | { readonly kind: 'chosen' | 'asking'; readonly key: string }
  | { readonly kind: 'begun'; readonly item: Registered }
  | {
      readonly kind: 'refused';
      readonly key: string;
      readonly message: string;
      readonly fields: Readonly<Record<string, string>>;
    };

/** One image of the older reference, and what its vault says of it. */
export function OldImageRow({
  image,
  standing,
  working,
  choose,
}: {
  image: OldImage;
  standing: TakingOver | null;
  working: boolean;
  choose: (yes: boolean) => void;
}) {
  const { blob, sizeBytes, minute, createdAt, hashes, hasKey } = image;
  return (
    <li className="border-b border-hairline py-3">
      <label className="flex gap-3">
        <input
          type="checkbox"
          className="mt-1 size-4 accent-accent"
          checked={standing !== null}
          disabled={working || standing?.kind === 'begun'}
          onChange={({ target }) => choose(target.checked)}
        />
        <span className="min-w-0">
          <PlainText className="block [overflow-wrap:anywhere]" text={blob} />
          <span className="block text-[13px] text-ink-2 tabular-nums">
            {exactSize(sizeBytes)}; by its name of {minute}, zone unknown; created there{' '}
            {createdAt === null ? 'Unknown' : <Time at={createdAt} inline />}
          </span>
          <span className="block text-[13px]">
            {hashes.length === 0
              ? 'No hash value in the vault'
              : `Hash values in the vault: ${hashes.join('; ')}`}
            {hasKey && '. The vault holds the key of its encryption, which is not read'}
          </span>
        </span>
      </label>
      {standing !== null && <Standing standing={standing} />}
    </li>
  );
}

function Standing({ standing }: { standing: TakingOver }) {
  switch (standing.kind) {
    case 'chosen':
      return null;
    case 'asking':
      return <StatusPill status="at-work" note="Registering" />;
    case 'begun':
      return (
        <span className="flex flex-wrap items-baseline gap-2 pl-7">
          <StatusPill status="done" note="Begun" />
          <Link className="underline" href={`/acquisitions/${standing.item.acquisitionId}`}>
            {standing.item.exhibitNumber}
          </Link>
        </span>
      );
    case 'refused':
      return (
        <p role="alert" className="text-[13px] text-bad">
          {standing.message}
        </p>
      );
  }
}
