import type { EventQuery, EventTerm } from '../custody/event-query.ts';
import { requirePermission } from '../custody/permission.ts';
import { getIncidentGaps } from './get-gaps.ts';
import { type PostureDay, postureTrend } from './posture-trend.ts';
import { readAges, readAgeWhere } from './read-age.ts';
import { checkTimes, checkTimeWords, countChecks } from './scheduled-checks.ts';
import { type EventHistogram, eventHistogram } from './search-events-histogram.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';
import { waitingAges, waitingAgeWhere } from './waiting-age.ts';

export interface Dashboard {
  readonly histograms: readonly DashboardHistogram[];
  readonly waiting: readonly DashboardCount[]; // requests for access, by how long they wait
  readonly reads: readonly DashboardCount[]; // sealed items, by when their stored copy was last read whole and found as sealed
  readonly checks: readonly DashboardCount[]; // of stored copies, by when they are due
  readonly gaps: readonly DashboardCount[]; // in the records of the open incidents that changed last
  readonly drift: readonly PostureDay[];
}

/** The last fortnight of the answers to one search, day by day. */
export interface DashboardHistogram {
  readonly title: string;
  readonly query: EventQuery;
  readonly histogram: EventHistogram;
}

export interface DashboardCount {
  readonly label: string;
  readonly count: number;
  readonly attention: boolean;
  readonly href: string; // to what is counted
}

const dayMs = 86_400_000;
const days = 14;

/** What auditors and leads look at first, of what the viewer may see. Throws `forbidden`. */
export async function getDashboard(viewer: Viewer): Promise<Dashboard> {
  requirePermission(viewer.actor, 'dashboard.read');
  const now = new Date();
  const [histograms, waiting, reads, checks, gaps, drift] = await Promise.all([
    Promise.all(
      searches(now).map(async (one) => ({ ...one, histogram: await eventHistogram(viewer, one.query) })),
    ),
    waitingByAge(viewer, now),
    readsByAge(viewer, now),
    checksByTime(viewer, now),
    gapsByIncident(viewer),
    postureTrend(viewer.db),
  ]);
  return { histograms, waiting, reads, checks, gaps, drift };
}

function searches(now: Date): readonly Pick<DashboardHistogram, 'title' | 'query'>[] {
  const today = Math.floor(now.getTime() / dayMs) * dayMs;
  const created = {
    from: new Date(today - (days - 1) * dayMs).toISOString(),
    until: new Date(today + dayMs).toISOString(),
  };
  const of = (title: string, key: EventTerm['key'], ...values: readonly string[]) => ({
    title,
    query: { terms: values.map((value) => ({ key, value, negated: false })), created, knownAt: null },
  });
  return [
    of('Acquisitions asked for', 'type', 'acquisition.requested'),
    of('Items sealed', 'type', 'evidence.sealed'),
    of(
      'Evidence opened or taken out',
      'type',
      'access.content-opened',
      'access.link-made',
      'derivative.attached',
    ),
    of('Refused or failed', 'outcome', 'refused', 'failed'),
  ];
}

async function waitingByAge({ db, actor }: Viewer, now: Date): Promise<readonly DashboardCount[]> {
  return await Promise.all(
    waitingAges.map(async ({ id, label, attention }) => ({
      ...{ label, attention, href: `/requests?show=all&waiting=${id}` },
      count: await db.accessRequest.count({
        where: { AND: [waitingAgeWhere(id, now), { incident: visibleIncidentWhere(actor) }] },
      }),
    })),
  );
}

async function readsByAge({ db, actor }: Viewer, now: Date): Promise<readonly DashboardCount[]> {
  return await Promise.all(
    readAges.map(async ({ id, label, attention }) => ({
      ...{ label, attention, href: `/evidence?read=${id}` },
      count: await db.evidenceItem.count({
        where: { AND: [readAgeWhere(id, now), { incident: visibleIncidentWhere(actor) }] },
      }),
    })),
  );
}

async function checksByTime(viewer: Viewer, now: Date): Promise<readonly DashboardCount[]> {
  const counts = await countChecks(viewer, now);
  return checkTimes.map((time) => ({
    label: checkTimeWords(time),
    attention: time === 'overdue' || time === 'stopped',
    href: `/fixity?next=${time}`,
    count: counts[time],
  }));
}

const mostIncidents = 8;

async function gapsByIncident(viewer: Viewer): Promise<readonly DashboardCount[]> {
  const incidents = await viewer.db.incident.findMany({
    where: { AND: [{ status: 'open', evidence: { some: {} } }, visibleIncidentWhere(viewer.actor)] },
    orderBy: [{ updatedAt: 'desc' }, { id: 'asc' }],
    take: mostIncidents,
    select: { id: true, number: true },
  });
  return await Promise.all(
    incidents.map(async ({ id, number }) => {
      const gaps = await getIncidentGaps(viewer, id);
      return { label: number, count: gaps.length, attention: true, href: `/incidents/${id}?tab=evidence` };
    }),
  );
}
