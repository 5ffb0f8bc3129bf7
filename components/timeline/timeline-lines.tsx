import Link from 'next/link';
import { CorrectForm } from '@/components/custody/correct-form.tsx';
import { EventDetails } from '@/components/custody/event-details.tsx';
import { type RemovalActs, RemovalForms } from '@/components/custody/removal-forms.tsx';
import { Time } from '@/components/ui/time.tsx';
import { groupedViews } from '@/lib/custody/repeated-views.ts';
import type { TimelineOf } from '@/lib/custody/timeline-query.ts';
import type { IncidentAlert } from '@/lib/queries/incident-alerts.ts';
import type { FoundEvent } from '@/lib/queries/search-events.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { EventNeighbours } from './event-neighbours.tsx';
import { EventSummary, summaryLook } from './event-summary.tsx';

/** How a record is corrected, and how what it says is proposed to be taken away. */
export interface MendActs {
  readonly correct: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
  readonly remove: RemovalActs;
}

/** What the lines of a page have in common. */
interface Around {
  readonly ledgerLinks: boolean;
  readonly mend: MendActs | null;
  readonly of: TimelineOf; // what need not be named at each event
  readonly here: ReadonlySet<string>; // ids of the events on the page
}

/** Events and alerts in one line of time, newest first. Repeated views stand together and open to each of them. */
export function TimelineLines({
  events,
  alerts,
  ledgerLinks,
  mend,
  of,
}: {
  events: readonly FoundEvent[];
  alerts: readonly IncidentAlert[]; // of the same stretch of time
  ledgerLinks: boolean;
  mend: MendActs | null; // null: records are not corrected here
  of: TimelineOf;
}) {
  const around = { ledgerLinks, mend, of, here: new Set(events.map(({ id }) => id)) };
  return (
    <ol className="mt-2">
      {merged(events, alerts).map((line) =>
        'alert' in line ? (
          <AlertLine key={line.alert.id} alert={line.alert} />
        ) : (
          groupedViews(line.events).map((one) =>
            one.kind === 'event' ? (
              <EventLine key={one.event.id} event={one.event} around={around} />
            ) : (
              <ViewsLine key={one.events[0]?.id} {...one} around={around} />
            ),
          )
        ),
      )}
    </ol>
  );
}

type Stretch = { readonly alert: IncidentAlert } | { readonly events: FoundEvent[] };

/** Each alert before the events that are older than it. */
function merged(events: readonly FoundEvent[], alerts: readonly IncidentAlert[]): readonly Stretch[] {
  const lines: Stretch[] = [];
  const waiting = alerts.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  for (const event of events) {
    while (waiting[0] !== undefined && Date.parse(waiting[0].at) >= Date.parse(event.occurredAt))
      lines.push(...waiting.splice(0, 1).map((alert) => ({ alert })));
    const last = lines.at(-1);
    if (last !== undefined && 'events' in last) last.events.push(event);
    else lines.push({ events: [event] });
  }
  return [...lines, ...waiting.map((alert) => ({ alert }))];
}

function EventLine({
  event,
  around: { ledgerLinks, mend, of, here },
}: {
  event: FoundEvent;
  around: Around;
}) {
  return (
    <li id={`event-${event.id}`} className="scroll-mt-20 border-b border-hairline target:bg-accent-soft">
      <details className="group">
        <summary className={`cursor-pointer list-none ${summaryLook}`}>
          <EventSummary event={event} place={<Place of={of} event={event} />} />
        </summary>
        <div className="pb-4 sm:pl-[210px]">
          <PlaceLinks of={of} event={event} />
          <EventDetails event={event} ledgerLink={ledgerLinks} />
          <EventNeighbours neighbours={event.neighbours} ledgerLinks={ledgerLinks} here={here} />
          {mend !== null && (
            <>
              <CorrectForm eventId={event.id} fields={event.correctable} correct={mend.correct} />
              <RemovalForms eventId={event.id} removable={event.removable} acts={mend.remove} />
            </>
          )}
        </div>
      </details>
    </li>
  );
}

/** By number alone: a link inside of what opens and closes could not be reached by keyboard or reader. */
function Place({ of, event }: { of: TimelineOf; event: FoundEvent }) {
  const { exhibit, incident } = placesBeside(of, event);
  const numbers = [exhibit?.exhibitNumber, incident?.number].filter((one) => one !== undefined);
  return numbers.length === 0 ? null : `${numbers.join(' · ')} · `;
}

function PlaceLinks({ of, event }: { of: TimelineOf; event: FoundEvent }) {
  const { exhibit, incident } = placesBeside(of, event);
  if (exhibit === null && incident === null) return null;
  return (
    <p className="mb-2 flex flex-wrap gap-x-4 text-[13px]">
      {exhibit !== null && (
        <Link className="underline underline-offset-2" href={`/evidence/${exhibit.id}`}>
          {exhibit.exhibitNumber}
        </Link>
      )}
      {incident !== null && (
        <Link className="underline underline-offset-2" href={`/incidents/${incident.id}`}>
          {incident.number}
        </Link>
      )}
    </p>
  );
}

/** What an event belongs to, beside what the whole timeline is of. */
function placesBeside(of: TimelineOf, event: FoundEvent): Pick<FoundEvent, 'exhibit' | 'incident'> {
  switch (of) {
    case 'item':
      return { exhibit: null, incident: null };
    case 'incident':
      return { exhibit: event.exhibit, incident: null };
    case 'anything':
      return event;
  }
}

function ViewsLine({
  events,
  sentence,
  around,
}: {
  events: readonly FoundEvent[];
  sentence: string;
  around: Around;
}) {
  const newest = events[0];
  if (newest === undefined) return null;
  return (
    <li className="border-b border-hairline">
      <details>
        <summary className={`cursor-pointer list-none ${summaryLook}`}>
          <span className="col-span-3 text-ink-2 sm:col-span-1">
            <Time at={newest.occurredAt} />
          </span>
          <span aria-hidden="true" className="mt-1.5 size-[9px] rounded-full border-2 border-ink-3" />
          <div className="min-w-0">
            <h3 className="font-medium">{sentence}</h3>
            <p className="text-[12px] text-ink-2">
              <Place of={around.of} event={newest} />
              {events.length} events on this page, each of them inside
            </p>
          </div>
          <span className="text-[12px] text-ink-2">together</span>
        </summary>
        <ol className="ml-3 border-l border-hairline pl-3">
          {events.map((event) => (
            <EventLine key={event.id} event={event} around={around} />
          ))}
        </ol>
      </details>
    </li>
  );
}

function AlertLine({ alert }: { alert: IncidentAlert }) {
  return (
    <li className={`border-b border-hairline ${summaryLook}`}>
      <span className="col-span-3 text-ink-2 sm:col-span-1">
        <Time at={alert.at} />
      </span>
      <span aria-hidden="true" className="mt-1.5 size-[9px] rounded-[2px] bg-attention" />
      <div className="min-w-0">
        <h3 className="font-medium break-words">{alert.title}</h3>
        <p className="text-[12px] text-ink-2">
          Alert of {alert.incident}, severity {alert.severity}; told by its source, not recorded here
          {alert.knownSince !== null && (
            <>
              {' '}
              · read here first <Time at={alert.knownSince} inline />
            </>
          )}
        </p>
      </div>
      <span className="text-[12px] text-ink-2">alert</span>
    </li>
  );
}
