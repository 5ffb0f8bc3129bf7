import Link from 'next/link';
import { EventExports } from '@/components/audit/event-exports.tsx';
import { EventHistogramView } from '@/components/audit/event-histogram.tsx';
import { QualifierBox } from '@/components/audit/qualifier-box.tsx';
import { SavedSearches } from '@/components/audit/saved-searches.tsx';
import { SearchCoverage } from '@/components/audit/search-coverage.tsx';
import { SearchPresets } from '@/components/audit/search-presets.tsx';
import { TimelineLines } from '@/components/timeline/timeline-lines.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { listHref } from '@/components/ui/list-href.ts';
import { Notice } from '@/components/ui/notice.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { CustodyError } from '@/lib/custody/custody-error.ts';
import { type EventQuery, eventQueryText, readEventQuery } from '@/lib/custody/event-query.ts';
import { mayDo } from '@/lib/custody/permission.ts';
import { mayAuditPeople } from '@/lib/custody/visibility.ts';
import { getSearchDesk } from '@/lib/queries/get-search-desk.ts';
import { type EventPage, searchEvents } from '@/lib/queries/search-events.ts';
import { type EventHistogram, eventHistogram } from '@/lib/queries/search-events-histogram.ts';
import type { Viewer } from '@/lib/queries/viewer.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { removeSearchAction, requestExportAction, saveSearchAction } from './actions.ts';

interface Props {
  readonly searchParams: Promise<{
    readonly q?: string | readonly string[];
    readonly before?: string | readonly string[];
  }>;
}

export const metadata = { title: 'Audit' };

export default async function AuditPage({ searchParams }: Props) {
  const [viewer, { q, before }] = await Promise.all([requireViewer(), searchParams]);
  const text = typeof q === 'string' ? q : '';
  const read = readEventQuery(text);
  const [desk, answer] = await shown(
    Promise.all([
      getSearchDesk(viewer),
      read.ok ? found(viewer, read.query, typeof before === 'string' ? before : undefined) : null,
    ]),
  );
  const canonical = read.ok ? eventQueryText(read.query) : null;
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Audit' }]}
        title="Audit"
        subtitle="Who did what, when, why, and who allowed it."
      />
      <QualifierBox
        key={text}
        text={text}
        problem={read.ok ? null : { words: read.problem, at: read.at }}
        values={desk.values}
      />
      <SearchPresets text={text} self={viewer.actor.userPrincipalName} />
      <SavedSearches
        saved={desk.saved}
        query={canonical}
        save={saveSearchAction}
        remove={removeSearchAction}
      />
      {answer !== null && 'tooSlow' in answer && <Notice tone="attention" title={answer.tooSlow} />}
      {read.ok && answer !== null && 'page' in answer && (
        <Found {...answer} query={read.query} ledgerLinks={mayDo(viewer.actor.roles, 'ledger.read')} />
      )}
      <EventExports exports={desk.exports} query={canonical} request={requestExportAction} />
      <SearchCoverage
        seesPeople={mayAuditPeople(viewer.actor.roles)}
        knownAt={read.ok ? read.query.knownAt : null}
      />
    </>
  );
}

interface Answer {
  readonly page: EventPage;
  readonly histogram: EventHistogram;
}

async function found(
  viewer: Viewer,
  query: EventQuery,
  before: string | undefined,
): Promise<Answer | { readonly tooSlow: string }> {
  try {
    const [page, histogram] = await Promise.all([
      searchEvents(viewer, query, before),
      eventHistogram(viewer, query),
    ]);
    return { page, histogram };
  } catch (error) {
    if (error instanceof CustodyError && error.code === 'not-feasible') return { tooSlow: error.message };
    throw error;
  }
}

function Found({
  page,
  histogram,
  query,
  ledgerLinks,
}: Answer & {
  query: EventQuery;
  ledgerLinks: boolean;
}) {
  const text = eventQueryText(query);
  return (
    <>
      {page.unknown.map((part) => (
        <Notice key={part} tone="attention" title={`${part} is nothing that you may see.`} />
      ))}
      {page.numberings.map(({ chain, complete, sentence }) => (
        <p
          key={chain}
          role="status"
          className={`mt-3 text-[13px] ${complete ? 'text-ink-2' : 'font-medium text-bad'}`}
        >
          {chain}: {sentence}
        </p>
      ))}
      <EventHistogramView histogram={histogram} query={query} />
      <section aria-labelledby="events" className="mt-6">
        <h2 id="events" className="font-semibold">
          Events
        </h2>
        {page.events.length + page.alerts.length === 0 ? (
          <EmptyState title="No event answers to this search">
            <Link href="/audit">Show all events</Link>
          </EmptyState>
        ) : (
          <TimelineLines events={page.events} alerts={page.alerts} ledgerLinks={ledgerLinks} />
        )}
        {page.olderThan !== null && (
          <Link
            className="mt-4 inline-block underline"
            href={listHref('/audit', { q: text, before: page.olderThan })}
          >
            Load older
          </Link>
        )}
      </section>
    </>
  );
}
