import { CopyButton } from '@/components/ui/copy-button.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { FactsStrip } from '@/components/ui/facts-strip.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { Table } from '@/components/ui/table.tsx';
import { byteWords } from '@/lib/custody/byte-words.ts';
import type { BundleItem, BundleView } from '@/lib/queries/get-bundle.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { PastBundles } from './past-bundles.tsx';
import { ReceiptForm } from './receipt-form.tsx';

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
              <Download of={of} id={id} name={name} />
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

function Download({ of, id, name }: { of: string; id: string; name: string }) {
  const command = `npx --no holdfast export --${of === 'item' ? 'evidence' : 'incident'} ${name} --out ./${name}-bundle`;
  return (
    <section>
      <h2 className="font-semibold">Take it</h2>
      <p className="mt-2 text-ink-2">
        It is made while it leaves, and your browser shows how far it is. That you took it is recorded before
        its last file leaves, with the digest by which it is known.
      </p>
      <p className="mt-3">
        <a className="underline underline-offset-2" href={`/api/bundles?${of}=${id}`} download>
          Download as .zip
        </a>
      </p>
      <p className="mt-3 text-ink-2">Or into a folder, with the log’s own record of it beside:</p>
      <p className="mt-1 flex items-start justify-between gap-3">
        <code className="font-mono text-[13px] break-all">{command}</code>
        <CopyButton value={command} label="Copy the command" quiet />
      </p>
      <p className="mt-3 text-ink-2">
        Who receives it checks it at{' '}
        <a className="underline underline-offset-2" href="/verify">
          /verify
        </a>
        , without signing in and without anything leaving their browser, or by the commands in
        data/README-verify.txt.
      </p>
    </section>
  );
}
