import { FactsStrip } from '@/components/ui/facts-strip.tsx';
import type { SearchBundleView } from '@/lib/queries/get-search-bundle.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { PastBundles } from './past-bundles.tsx';
import { ReceiptForm } from './receipt-form.tsx';
import { TakeBundle } from './take-bundle.tsx';

type Act = (previous: ActionResult, form: FormData) => Promise<ActionResult>;

/** What a bundle of a search would hold now, what it proves and what not, how to take it, and those taken before. */
export function SearchBundle({ bundle, acceptReceipt }: { bundle: SearchBundleView; acceptReceipt: Act }) {
  const { query, streamId, ledgerSize, events, withheldEvents, wholeStreams, past } = bundle;
  return (
    <>
      <FactsStrip
        facts={[
          { label: 'Events, each with its proof', value: String(events) },
          { label: 'Of them without their words', value: String(withheldEvents) },
          { label: 'Chains of which all is in it', value: String(wholeStreams) },
          { label: 'Entries of the ledger searched', value: ledgerSize },
        ]}
      />
      <div className="mt-6 grid gap-x-11 gap-y-9 lg:grid-cols-[minmax(0,1fr)_400px]">
        <div className="grid min-w-0 content-start gap-9">
          <section>
            <h2 className="font-semibold">What it is</h2>
            <p className="mt-2 font-mono text-[13px] break-all">{query === '' ? 'all events' : query}</p>
            <ul className="mt-3 grid max-w-[72ch] list-disc gap-1.5 pl-5 text-ink-2">
              <li>An excerpt: the events that this search gives you, and no evidence.</li>
              <li>
                It proves each event in it, and that they are all that the search gave when you took it.
              </li>
              <li>It cannot prove that nothing else answers the search. Of chains that are whole, it can.</li>
              <li>
                What you may not see is not in it; what was withheld from you or erased is without its words.
              </li>
            </ul>
          </section>
          <section>
            <h2 className="font-semibold">Bundles of searches that you took</h2>
            <PastBundles past={past} ofId={streamId} />
          </section>
        </div>
        <aside className="grid min-w-0 content-start gap-9">
          <TakeBundle
            href={`/api/bundles?search=${encodeURIComponent(query)}`}
            asked={`--search=${shellQuoted(query)}`}
            folder="search-bundle"
          />
          <section>
            <h2 className="font-semibold">Record a receipt</h2>
            <ReceiptForm of="search" id={streamId} accept={acceptReceipt} />
          </section>
        </aside>
      </div>
    </>
  );
}

/** Within single quotes a shell obeys nothing. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
