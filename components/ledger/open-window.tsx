import { Notice } from '@/components/ui/notice.tsx';
import type { LedgerAnchors, OpenWindow as Window } from '@/lib/queries/get-ledger-anchors.ts';

/** What nobody outside vouches for yet, and what that means. */
export function OpenWindow({ anchors }: { anchors: LedgerAnchors }) {
  const { notStored, notWitnessed } = anchors;
  const isOpen = notStored.entries !== '0' || notWitnessed.entries !== '0';
  if (!isOpen)
    return (
      <Notice tone="good" title="Everything recorded so far is vouched for outside.">
        All entries lie in the anchor store, and a witness cosigned them. A later change would be found.
      </Notice>
    );
  return (
    <Notice tone="unknown" title="The newest entries are not vouched for outside yet.">
      <ul>
        <li>Not in the anchor store: {windowWords(notStored)}</li>
        <li>Not cosigned by a witness: {windowWords(notWitnessed)}</li>
      </ul>
      <p className="mt-1">
        Until then, somebody who owns the database and the keys of the ledger could change these entries, and
        these alone, without a trace. After important events nothing waits; otherwise this lasts at most a
        minute while the anchors answer.
      </p>
    </Notice>
  );
}

function windowWords({ entries, since }: Window): string {
  if (entries === '0') return 'nothing.';
  const from = since === null ? '' : `, the oldest from ${since.slice(0, 19).replace('T', ' ')}Z`;
  return `${entries} ${entries === '1' ? 'entry' : 'entries'}${from}.`;
}
