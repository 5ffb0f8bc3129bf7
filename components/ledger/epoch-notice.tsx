import Link from 'next/link';
import { Notice } from '@/components/ui/notice.tsx';
import type { LedgerEpochView } from '@/lib/queries/get-ledger-epochs.ts';

/** What was lost before this epoch began, and where it is stated. Nothing for the first one. */
export function EpochNotice({ epoch }: { epoch: LedgerEpochView | undefined }) {
  if (epoch === undefined || epoch.loss === null) return null;
  const { words, why, statedBy, agreedBy } = epoch.loss;
  return (
    <Notice
      tone="attention"
      title={`This is epoch ${epoch.number} of the ledger: entries were lost before it.`}
    >
      <ul>
        {words.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <p className="mt-1">
        “{why}” Stated by {statedBy}, agreed by {agreedBy}. Everything that was left is the beginning of this
        epoch.{' '}
        {epoch.index === null ? (
          'The statement waits for the ledger.'
        ) : (
          <Link className="underline" href={`/ledger/${epoch.index}`}>
            The signed statement, entry {epoch.index}
          </Link>
        )}
      </p>
    </Notice>
  );
}
