import Link from 'next/link';
import { EventSummary, summaryLook } from '@/components/timeline/event-summary.tsx';
import type { CustodyTimeline, TimelineEvent } from '@/lib/queries/get-custody-timeline.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { CorrectForm } from './correct-form.tsx';
import { EventDetails } from './event-details.tsx';
import { type RemovalActs, RemovalForms } from './removal-forms.tsx';

type Act = (previous: ActionResult, form: FormData) => Promise<ActionResult>;

/** The chain of custody, newest first; each line opens to the whole record behind it. */
export function CustodyTimelineView({
  timeline,
  page,
  ledgerLinks,
  correct,
  remove,
}: {
  timeline: CustodyTimeline;
  page: string; // the address of this page, without a query
  ledgerLinks: boolean;
  correct: Act;
  remove: RemovalActs;
}) {
  return (
    <section aria-labelledby="chain">
      <h2 id="chain" className="font-semibold">
        Chain of custody
      </h2>
      <ol className="mt-3">
        {timeline.events.map((event) => (
          <TimelineRow
            key={event.id}
            event={event}
            ledgerLinks={ledgerLinks}
            correct={correct}
            remove={remove}
          />
        ))}
      </ol>
      <p
        className={`mt-3 ${timeline.numbering.complete ? 'text-ink-2' : 'font-medium text-bad'}`}
        role="status"
      >
        {timeline.total} {timeline.total === 1 ? 'event' : 'events'} · {timeline.numbering.sentence}
      </p>
      {timeline.olderThan !== null && (
        <Link
          className="mt-3 inline-block underline"
          href={`${page}?tab=custody&below=${timeline.olderThan}`}
        >
          Load older
        </Link>
      )}
    </section>
  );
}

function TimelineRow({
  event,
  ledgerLinks,
  correct,
  remove,
}: {
  event: TimelineEvent;
  ledgerLinks: boolean;
  correct: Act;
  remove: RemovalActs;
}) {
  return (
    <li className="border-b border-hairline">
      <details className="group">
        <summary className={`cursor-pointer list-none ${summaryLook}`}>
          <EventSummary event={event} />
        </summary>
        <div className="pb-4 sm:pl-[210px]">
          <EventDetails event={event} ledgerLink={ledgerLinks} />
          <CorrectForm eventId={event.id} fields={event.correctable} correct={correct} />
          <RemovalForms eventId={event.id} removable={event.removable} acts={remove} />
        </div>
      </details>
    </li>
  );
}
