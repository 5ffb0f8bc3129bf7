import Link from 'next/link';
import { EventHistogramView } from '@/components/audit/event-histogram.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { EventQuery } from '@/lib/custody/event-query.ts';
import { queryParts, type TimelineOf } from '@/lib/custody/timeline-query.ts';
import type { EventPage } from '@/lib/queries/search-events.ts';
import type { EventHistogram } from '@/lib/queries/search-events-histogram.ts';
import { MisfiledNotice } from './misfiled-notice.tsx';
import { type MendActs, TimelineLines } from './timeline-lines.tsx';
import { TimelineNarrowing } from './timeline-narrowing.tsx';
import { type TimelinePlace, timelineHref } from './timeline-place.ts';

const everything: EventQuery = { terms: [], created: { from: null, until: null }, knownAt: null };

/** What a search of the register found: gaps in the numbering, when it happened, and event by event, newest first. */
export function TimelineView({
  of,
  title,
  page,
  histogram,
  query,
  place,
  isOlder,
  ledgerLinks,
  mend = null,
}: {
  of: TimelineOf; // what need not be named at each event
  title: string;
  page: EventPage;
  histogram: EventHistogram;
  query: EventQuery;
  place: TimelinePlace;
  isOlder: boolean; // this is not the first page
  ledgerLinks: boolean;
  mend?: MendActs | null; // null: records are not corrected here
}) {
  const isNarrowed = queryParts(query).length > 0;
  return (
    <>
      {page.unknown.map((part) => (
        <Notice key={part} tone="attention" title={`${part} is nothing that you may see.`} />
      ))}
      <MisfiledNotice misfiled={page.misfiled} />
      {query.knownAt !== null && <KnownThen at={query.knownAt} />}
      <TimelineNarrowing query={query} events={page.events} place={place} />
      <EventHistogramView
        histogram={histogram}
        hrefOf={(created) => timelineHref(place, { ...query, created })}
      />
      <section aria-labelledby="events" className="mt-6 min-w-0">
        <h2 id="events" className="font-semibold">
          {title}
        </h2>
        {page.numberings.map(({ chain, complete, sentence }) => (
          <p
            key={chain}
            role="status"
            className={`mt-1 text-[13px] ${complete ? 'text-ink-2' : 'font-medium text-bad'}`}
          >
            {chain}: {sentence}
            {query.knownAt !== null && ' (as it is now)'}
          </p>
        ))}
        {page.coveredFrom !== null && (
          <Notice tone="attention" title="This search takes too long to be answered as a whole.">
            Shown is what it finds from <Time at={page.coveredFrom} inline /> on; what happened before that
            was not looked for.{' '}
            <Link
              href={timelineHref(place, { ...query, created: { ...query.created, until: page.coveredFrom } })}
            >
              Go on before that
            </Link>
            , or narrow the search.
          </Notice>
        )}
        {page.events.length + page.alerts.length === 0 ? (
          page.coveredFrom === null && (
            <EmptyState
              title={isNarrowed ? 'No event answers to this search' : 'Nothing is recorded here yet'}
            >
              {isNarrowed && <Link href={timelineHref(place, everything)}>Show all events</Link>}
            </EmptyState>
          )
        ) : (
          <TimelineLines
            events={page.events}
            alerts={page.alerts}
            ledgerLinks={ledgerLinks}
            mend={mend}
            of={of}
          />
        )}
        <AlertsLeft page={page} query={query} place={place} />
        <p className="no-print mt-4 flex flex-wrap gap-x-6 gap-y-1">
          {page.olderThan !== null && (
            <Link className="underline" href={timelineHref(place, query, page.olderThan)}>
              Load older
            </Link>
          )}
          {isOlder && (
            <Link className="underline" href={timelineHref(place, query)}>
              Back to the newest
            </Link>
          )}
        </p>
      </section>
    </>
  );
}

function AlertsLeft({
  page: { alerts, alertsLeft },
  query,
  place,
}: Pick<Parameters<typeof TimelineView>[0], 'page' | 'query' | 'place'>) {
  const last = alerts.at(-1);
  if (last === undefined || alertsLeft === 0) return null;
  const before = { ...query, created: { ...query.created, until: last.at } };
  return (
    <Notice tone="attention" title="Not every alert of this time is listed.">
      {alertsLeft === 1 ? 'One more' : `${alertsLeft} more`} began before <Time at={last.at} inline />.{' '}
      <Link href={timelineHref(place, before)}>Go on before that</Link>, with the events of that time.
    </Notice>
  );
}

function KnownThen({ at }: { at: string }) {
  return (
    <Notice tone="attention" title="Not the newest state: the register as it stood at a moment of the past.">
      Shown is what was recorded before <Time at={at} inline />, with the alerts that Holdfast had read by
      then and the corrections that had been made. What a decision has since removed stays removed; names, and
      what alerts are called and how severe, are those of now.
    </Notice>
  );
}
