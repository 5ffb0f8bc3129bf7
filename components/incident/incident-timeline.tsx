import Link from 'next/link';
import { Altered } from '@/components/custody/altered.tsx';
import { Corrections } from '@/components/custody/corrections.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { AlertView, IncidentView } from '@/lib/queries/get-incident.ts';
import type { IncidentEvent, IncidentTimeline } from '@/lib/queries/get-incident-timeline.ts';
import { Severity } from './severity.tsx';

export const timelineKinds = [
  { id: 'all', label: 'Everything' },
  { id: 'alerts', label: 'Alerts' },
  { id: 'custody', label: 'Custody' },
] as const;

type TimelineKind = (typeof timelineKinds)[number]['id'];

type Line =
  | { readonly at: string; readonly alert: AlertView }
  | { readonly at: string; readonly event: IncidentEvent };

/** What the attacker did and what was done about it, in one line of time, newest first. */
export function IncidentTimelineView({
  incident,
  timeline,
  page,
  kind,
  ledgerLinks,
}: {
  incident: IncidentView;
  timeline: IncidentTimeline;
  page: string;
  kind: TimelineKind;
  ledgerLinks: boolean; // to the record behind each event, where it can be corrected
}) {
  const lines = merge(incident.alerts, timeline).filter((line) => ofKind(line, kind));
  return (
    <>
      <KindFilter page={page} kind={kind} />
      {lines.length === 0 && (
        <EmptyState
          title={kind === 'all' ? 'Nothing has happened yet' : 'Nothing of this kind on this page'}
        />
      )}
      <Lines lines={lines} ledgerLinks={ledgerLinks} />
      {timeline.olderThan !== null && (
        <Link
          className="mt-4 inline-block underline"
          href={`${page}${kind === 'all' ? '' : `&kind=${kind}`}&before=${timeline.olderThan}`}
        >
          Load older
        </Link>
      )}
    </>
  );
}

function KindFilter({ page, kind }: { page: string; kind: TimelineKind }) {
  return (
    <nav aria-label="Which events" className="no-print mt-4 flex flex-wrap gap-x-5 gap-y-1 text-[13px]">
      {timelineKinds.map(({ id, label }) => (
        <Link
          key={id}
          href={id === 'all' ? page : `${page}&kind=${id}`}
          aria-current={id === kind ? 'true' : undefined}
          className={`py-1 ${id === kind ? 'font-medium underline underline-offset-4' : 'text-ink-2 hover:text-ink'}`}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}

function ofKind(line: Line, kind: TimelineKind): boolean {
  switch (kind) {
    case 'all':
      return true;
    case 'alerts':
      return 'alert' in line;
    case 'custody':
      return 'event' in line;
  }
}

function Lines({ lines, ledgerLinks }: { lines: readonly Line[]; ledgerLinks: boolean }) {
  return (
    <section aria-label="Timeline" className="mt-2">
      <ol>
        {lines.map((line) => (
          <li
            key={'alert' in line ? line.alert.id : line.event.id}
            className="grid grid-cols-[12px_minmax(0,1fr)_auto] gap-x-3 border-b border-hairline py-3 sm:grid-cols-[190px_12px_minmax(0,1fr)_auto] sm:gap-x-4"
          >
            <span className="col-span-3 text-ink-2 sm:col-span-1">
              <Time at={line.at} />
            </span>
            {'alert' in line ? (
              <AlertLine alert={line.alert} />
            ) : (
              <EventLine event={line.event} ledgerLinks={ledgerLinks} />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function AlertLine({ alert }: { alert: AlertView }) {
  return (
    <>
      <span aria-hidden="true" className="mt-1.5 size-[9px] rounded-[2px] bg-attention" />
      <div className="min-w-0">
        <p className="font-medium">{alert.title}</p>
        <p className="text-[13px] text-ink-2">
          Alert from Defender · <Severity value={alert.severity} />
        </p>
      </div>
      <span className="text-[12px] text-ink-2">alert</span>
    </>
  );
}

function EventLine({ event, ledgerLinks }: { event: IncidentEvent; ledgerLinks: boolean }) {
  return (
    <>
      <span aria-hidden="true" className="mt-1.5 size-[9px] rounded-full border-2 border-ink-3" />
      <div className="min-w-0">
        <p className="font-medium">{event.words.title}</p>
        <p className="text-[13px] break-words text-ink-2">{event.words.sentence}</p>
        <p className="text-[12px] text-ink-2">
          {event.exhibit !== null && (
            <>
              <Link className="hover:underline" href={`/evidence/${event.exhibit.id}`}>
                {event.exhibit.exhibitNumber}
              </Link>{' '}
              ·{' '}
            </>
          )}
          Taken by {event.who}
        </p>
        <Altered trouble={event.trouble} />
        <Corrections corrections={event.corrections} />
      </div>
      <span className="font-mono text-[13px] text-ink-2">
        <LedgerPlace event={event} linked={ledgerLinks} />
      </span>
    </>
  );
}

function LedgerPlace({ event, linked }: { event: IncidentEvent; linked: boolean }) {
  const { ledgerIndex: index, trouble } = event;
  if (index === null) return trouble === null ? 'waiting' : 'none';
  if (!linked) return `#${index}`;
  return (
    <Link className="hover:underline" href={`/ledger/${index}`}>
      #{index}
    </Link>
  );
}

/** A page shows the alerts of its own stretch of time only: none twice, none lost. */
function merge(alerts: readonly AlertView[], timeline: IncidentTimeline): readonly Line[] {
  const from =
    timeline.olderThan === null
      ? Number.NEGATIVE_INFINITY
      : Date.parse(timeline.events.at(-1)?.occurredAt ?? '');
  const until = timeline.until === null ? Number.POSITIVE_INFINITY : Date.parse(timeline.until);
  const lines: Line[] = [
    ...timeline.events.map((event) => ({ at: event.occurredAt, event })),
    ...alerts
      .map((alert) => ({ at: alert.firstActivityAt ?? alert.createdAt, alert }))
      .filter(({ at }) => from <= Date.parse(at) && Date.parse(at) < until),
  ];
  return lines.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
