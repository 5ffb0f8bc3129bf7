import { EmptyState } from '@/components/ui/empty-state.tsx';
import { FactsStrip } from '@/components/ui/facts-strip.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { Table } from '@/components/ui/table.tsx';
import { byteWords } from '@/lib/custody/byte-words.ts';
import type { BundleItem, BundleView } from '@/lib/queries/get-bundle.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { PastBundles } from './past-bundles.tsx';
import { ReceiptForm } from './receipt-form.tsx';
import { TakeBundle } from './take-bundle.tsx';

type Act = (previous: ActionResult, form: FormData) => Promise<ActionResult>;

/** What a bundle would hold now, how to take it, and what became of those that were taken. */
export function BundlePage({ bundle, acceptReceipt }: { bundle: BundleView; acceptReceipt: Act }) {
  const { of, id, name, leaves, events, withheldEvents, items, past } = bundle;
  return (
    <>
      <FactsStrip
        facts={[
          { label: 'Events, each with its proof', value: String(events) },
          { label: 'Of them without their words', value: String(withheldEvents) },
          { label: 'Bytes of evidence in it', value: byteWords(sizeOf(items)) },
        ]}
      />
      <div className="mt-6 grid gap-x-11 gap-y-9 lg:grid-cols-[minmax(0,1fr)_400px]">
        <div className="grid min-w-0 content-start gap-9">
          <section>
            <h2 className="font-semibold">Evidence</h2>
            <Items items={items} />
          </section>
          <section>
            <h2 className="font-semibold">Bundles that were taken</h2>
            <PastBundles past={past} ofId={id} />
          </section>
        </div>
        <aside className="grid min-w-0 content-start gap-9">
          {leaves ? (
            <>
              <TakeBundle
                href={`/api/bundles?${of}=${id}`}
                asked={`--${of === 'item' ? 'evidence' : 'incident'} ${name}`}
                folder={`${name}-bundle`}
              />
              <section>
                <h2 className="font-semibold">Record a receipt</h2>
                <ReceiptForm of={of} id={id} accept={acceptReceipt} />
              </section>
            </>
          ) : (
            <Notice tone="attention" title="No bundle leaves by break-glass">
              In an emergency you read what is here, and take nothing away.
            </Notice>
          )}
        </aside>
      </div>
    </>
  );
}

function sizeOf(items: readonly BundleItem[]): string {
  return items
    .reduce((sum, { whyNot, sizeBytes }) => (whyNot === null ? sum + BigInt(sizeBytes ?? 0) : sum), 0n)
    .toString();
}

function Items({ items }: { items: readonly BundleItem[] }) {
  if (items.length === 0) return <EmptyState title="No evidence">The bundle holds events alone.</EmptyState>;
  return (
    <Table caption="Evidence in the bundle" columns={['Exhibit', 'Size', 'Its bytes']}>
      {items.map(({ exhibitNumber, sizeBytes, whyNot }) => (
        <tr key={exhibitNumber}>
          <td className="whitespace-nowrap">{exhibitNumber}</td>
          <td className="whitespace-nowrap">{sizeBytes === null ? 'Unknown' : byteWords(sizeBytes)}</td>
          <td>{whyNot === null ? 'In it; the read is recorded' : `Not in it. ${whyNot}`}</td>
        </tr>
      ))}
    </Table>
  );
}
