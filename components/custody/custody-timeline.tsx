import Link from 'next/link';
import { Time } from '@/components/ui/time.tsx';
import type { EventWords } from '@/lib/custody/event-tone.ts';
import type { CustodyTimeline, TimelineEvent } from '@/lib/queries/get-custody-timeline.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { Altered } from './altered.tsx';
import { CorrectForm } from './correct-form.tsx';
import { Corrections } from './corrections.tsx';
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
        <summary className="grid cursor-pointer list-none grid-cols-[12px_minmax(0,1fr)_auto] gap-x-3 py-3 sm:grid-cols-[190px_12px_minmax(0,1fr)_auto] sm:gap-x-4">
          <span className="col-span-3 text-ink-2 sm:col-span-1">
            <Time at={event.occurredAt} />
          </span>
          <Dot tone={event.words.tone} />
          <div className="min-w-0">
            <h3 className="font-medium group-open:underline">{event.words.title}</h3>
            <p className="text-[13px] break-words text-ink-2">{event.words.sentence}</p>
            <p className="text-[12px] text-ink-2">Taken by {event.who}</p>
            <Altered trouble={event.trouble} />
            <Corrections corrections={event.corrections} />
          </div>
          <LedgerIndex event={event} />
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

function LedgerIndex({ event: { ledgerIndex: index, trouble } }: { event: TimelineEvent }) {
  if (index === null)
    return (
      <span className="text-[12px] text-ink-2">
        {trouble === null ? 'waiting for the ledger' : 'not in the ledger'}
      </span>
    );
  return (
    <span className="font-mono text-[13px] whitespace-nowrap text-ink-2">
      #{index.replaceAll(/\B(?=(\d{3})+$)/g, ' ')}
    </span>
  );
}

function Dot({ tone }: { tone: EventWords['tone'] }) {
  return <span aria-hidden="true" className={`mt-1.5 size-[9px] rounded-full ${dotLook(tone)}`} />;
}

function dotLook(tone: EventWords['tone']): string {
  switch (tone) {
    case 'good':
      return 'bg-good';
    case 'bad':
      return 'bg-bad';
    case 'began':
      return 'bg-accent';
    case 'step':
      return 'border-2 border-ink-3';
  }
}
