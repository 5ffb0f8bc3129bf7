import type { ReactNode } from 'react';
import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { Digest } from '@/components/ui/digest.tsx';
import type { CoveringCheckpoint, LedgerEntryView } from '@/lib/queries/get-ledger-entry.ts';

/** What was recomputed for this page, in words, and the exact bytes it was recomputed from. */
export function EntryChecks({ entry }: { entry: LedgerEntryView }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      <DefinitionList
        wide
        rows={[
          [
            'Leaf hash',
            verdict(
              entry.leafHolds,
              'Holds: it is SHA-256 of the entry below',
              'Does not hold: entry or leaf was changed',
            ),
          ],
          [
            'Event behind it',
            entry.bodyHolds === null
              ? verdict(false, '', 'Missing: the event is not in the database')
              : verdict(
                  entry.bodyHolds,
                  'Fits the commitment in the entry',
                  'Does not fit: the event was changed',
                ),
          ],
          ...checkpointRows(entry.covered),
          [
            'Stream',
            <span
              key="stream"
              className="font-mono text-[12px] break-all"
            >{`${entry.stream}, number ${entry.n}`}</span>,
          ],
        ]}
      />
      <div className="rounded-lg border border-hairline bg-panel p-4">
        <p className="text-[12px] text-ink-2">Leaf hash</p>
        <Digest value={entry.leaf} />
      </div>
      <section>
        <h2 className="font-semibold">Entry</h2>
        <pre className="mt-2 rounded-lg border border-hairline bg-panel p-3 font-mono text-[12px] whitespace-pre-wrap break-all">
          {entry.entry}
        </pre>
      </section>
    </div>
  );
}

function checkpointRows(covered: CoveringCheckpoint | null): readonly (readonly [string, ReactNode])[] {
  if (covered === null) return [['Signed checkpoint', 'Does not cover this entry yet']];
  const first = ['First checkpoint over it', firstVerdict(covered)] as const;
  if (covered.size === covered.newestSize) return [first];
  return [first, ['Newest checkpoint', newestVerdict(covered)]];
}

function firstVerdict({ size, signature, holdsEntry, signedAt }: CoveringCheckpoint): ReactNode {
  const at = `${signedAt.slice(0, 19).replace('T', ' ')}Z`;
  if (signature.outcome === 'invalid')
    return verdict(false, '', `Not signed by this ledger: ${signature.reason}`);
  if (!holdsEntry)
    return verdict(false, '', 'The path does not lead to the signed root: entry or tree was changed');
  const words = `Over ${size} entries, signed ${at}: the path of this entry leads to its root`;
  return signature.outcome === 'unknown' ? unchecked(words) : verdict(true, words, '');
}

function newestVerdict({
  newestSize,
  newestSignature,
  newestHoldsEntry,
  grewIntoNewest,
}: CoveringCheckpoint): ReactNode {
  if (newestSignature.outcome === 'invalid')
    return verdict(false, '', `Not signed by this ledger: ${newestSignature.reason}`);
  if (!newestHoldsEntry)
    return verdict(false, '', 'The path does not lead to the signed root: entry or tree was changed');
  if (!grewIntoNewest)
    return verdict(
      false,
      '',
      'Did not grow out of the first checkpoint: the ledger was rewritten between them',
    );
  const words = `Over ${newestSize} entries: holds this entry, and grew out of the first checkpoint`;
  return newestSignature.outcome === 'unknown' ? unchecked(words) : verdict(true, words, '');
}

function unchecked(words: string) {
  return (
    <span className="font-medium text-unknown">{`? ${words}; the signature cannot be checked here`}</span>
  );
}

function verdict(holds: boolean, good: string, bad: string) {
  return (
    <span className={`font-medium ${holds ? 'text-good' : 'text-bad'}`}>
      {holds ? `✓ ${good}` : `! ${bad}`}
    </span>
  );
}
