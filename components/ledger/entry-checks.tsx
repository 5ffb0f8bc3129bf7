import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { Digest } from '@/components/ui/digest.tsx';
import type { LedgerEntryView } from '@/lib/queries/get-ledger-entry.ts';

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
          [
            'Signed checkpoint',
            entry.inTree === null
              ? 'Does not cover this entry yet'
              : verdict(
                  entry.inTree,
                  'Covers this entry: its path leads to the signed root',
                  'The path does not lead to the signed root: entry or tree was changed',
                ),
          ],
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

function verdict(holds: boolean, good: string, bad: string) {
  return (
    <span className={`font-medium ${holds ? 'text-good' : 'text-bad'}`}>
      {holds ? `✓ ${good}` : `! ${bad}`}
    </span>
  );
}
