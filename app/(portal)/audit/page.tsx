import Link from 'next/link';
import { EventHistogramView } from '@/components/audit/event-histogram.tsx';
import { QualifierBox } from '@/components/audit/qualifier-box.tsx';
import { SearchCoverage } from '@/components/audit/search-coverage.tsx';
import { SearchPresets } from '@/components/audit/search-presets.tsx';
import { TimelineLines } from '@/components/timeline/timeline-lines.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { listHref } from '@/components/ui/list-href.ts';
import { Notice } from '@/components/ui/notice.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { type EventQuery, eventQueryText, readEventQuery } from '@/lib/custody/event-query.ts';
import { mayDo } from '@/lib/custody/permission.ts';
import { mayAuditPeople } from '@/lib/custody/visibility.ts';
import { searchEvents } from '@/lib/queries/search-events.ts';
import { eventHistogram } from '@/lib/queries/search-events-histogram.ts';
import type { Viewer } from '@/lib/queries/viewer.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';

interface Props {
  readonly searchParams: Promise<{
    readonly q?: string | readonly string[];
    readonly before?: string | readonly string[];
  }>;
}

export const metadata = { title: 'Audit' };

const everything: EventQuery = { terms: [], created: { from: null, until: null }, knownAt: null };

export default async function AuditPage({ searchParams }: Props) {
  const [viewer, { q, before }] = await Promise.all([requireViewer(), searchParams]);
  const text = typeof q === 'string' ? q : '';
  const read = readEventQuery(text);
  const answer = await shown(
    found(viewer, read.ok ? read.query : everything, typeof before === 'string' ? before : undefined),
  );
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
        values={{}}
      />
      <SearchPresets text={text} self={viewer.actor.userPrincipalName} />
      {read.ok && (
        <Found {...answer} query={read.query} ledgerLinks={mayDo(viewer.actor.roles, 'ledger.read')} />
      )}
      <SearchCoverage
        seesPeople={mayAuditPeople(viewer.actor.roles)}
        knownAt={read.ok ? read.query.knownAt : null}
      />
    </>
  );
}

async function found(viewer: Viewer, query: EventQuery, before: string | undefined) {
  const [page, histogram] = await Promise.all([
    searchEvents(viewer, query, before),
    eventHistogram(viewer, query),
  ]);
  return { page, histogram };
}

function Found({
  page,
  histogram,
  query,
  ledgerLinks,
}: Awaited<ReturnType<typeof found>> & { query: EventQuery; ledgerLinks: boolean }) {
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
      <section aria-label="Events" className="mt-6">
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
