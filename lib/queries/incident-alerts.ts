import type { EventQuery } from '../custody/event-query.ts';
import { madeAt } from '../custody/made-at.ts';
import type { WantedNames } from './search-events-names.ts';
import type { Viewer } from './viewer.ts';

export interface IncidentAlert {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
  readonly at: string; // when it began, by its source
  readonly knownSince: string | null; // when Holdfast first read it; null: its row does not say
  readonly incident: string; // number
}

/** The newest alerts of a stretch of time; all that began at the moment of the last one are among them. */
export interface AlertsShown {
  readonly alerts: readonly IncidentAlert[];
  readonly alertsLeft: number; // older ones of the stretch
}

const noAlerts: AlertsShown = { alerts: [], alertsLeft: 0 };
const mostAlerts = 200;

/** A part of a timeline: what of it a page shows. */
export interface Stretch {
  readonly oldest: Date | null; // null: to the beginning
  readonly newest: string | null; // where the page before ended; null: to the end
}

/**
 * The alerts of the incidents that a search asks for as a whole. They answer to no qualifier but an incident and a time, so
 * that beside others none is given. The caller has authorised.
 */
export async function alertsBeside(
  db: Viewer['db'],
  { incidents }: Pick<WantedNames, 'incidents'>,
  query: EventQuery,
  stretch: Stretch,
): Promise<AlertsShown> {
  if (incidents.any === null || query.terms.some(({ key, negated }) => key !== 'incident' || negated))
    return noAlerts;
  return await alertsWithin(db, incidents.any, query, stretch);
}

/**
 * Alerts of these incidents that began in a stretch of time and that Holdfast knew at the moment that is asked for, newest
 * first, as many as a page bears. One whose row does not tell since when it is known counts as known since it was raised at its source.
 */
export async function alertsWithin(
  db: Viewer['db'],
  incidentIds: readonly string[],
  { created, knownAt }: Pick<EventQuery, 'created' | 'knownAt'>,
  { oldest, newest }: Stretch,
): Promise<AlertsShown> {
  const found = await db.incidentAlert.findMany({
    where: { incidentId: { in: [...incidentIds] } },
    select: {
      ...{ id: true, title: true, severity: true, firstActivityAt: true, createdAt: true },
      incident: { select: { number: true } },
    },
  });
  const from = Math.max(timeOf(created.from) ?? -Infinity, oldest?.getTime() ?? -Infinity);
  const until = Math.min(...[created.until, newest].map((end) => timeOf(end) ?? Infinity));
  const known = timeOf(knownAt) ?? Infinity;
  const all = found
    .map(({ firstActivityAt, createdAt, incident, ...alert }) => {
      const [at, since] = [firstActivityAt ?? createdAt, madeAt(alert.id)];
      return {
        ...alert,
        at,
        since,
        isKnown: (since ?? createdAt).getTime() < known,
        incident: incident.number,
      };
    })
    .filter(({ at, isKnown }) => isKnown && from <= at.getTime() && at.getTime() < until)
    .toSorted((a, b) => b.at.getTime() - a.at.getTime())
    .map(({ at, since, isKnown: _, ...alert }) => ({
      ...alert,
      at: at.toISOString(),
      knownSince: since?.toISOString() ?? null,
    }));
  const last = all[mostAlerts - 1]?.at;
  const alerts = last === undefined ? all : all.filter(({ at }) => at >= last);
  return { alerts, alertsLeft: all.length - alerts.length };
}

function timeOf(moment: string | null): number | null {
  return moment === null ? null : Date.parse(moment);
}
