import { scheduledItems } from '../adapters/prisma/fixity-look.ts';
import { type NextCheck, nextChecks, type ScheduledItem } from '../custody/fixity.ts';
import { hiddenIncidents } from './search-events-names.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface ScheduledCheck {
  readonly item: ScheduledItem;
  readonly check: NextCheck;
}

export const checkTimes = ['overdue', 'stopped', 'soon', 'later'] as const;

/** When a check is due. `stopped`: never, while the copy is not as sealed or frozen. */
export type CheckTime = (typeof checkTimes)[number];

const soonMs = 7 * 86_400_000;

/** Every check has one of these times, so figures of them and lists of them agree. */
export function checkTimeOf({ state, dueBy }: NextCheck, now: Date): CheckTime {
  switch (state) {
    case 'overdue':
    case 'stopped':
      return state;
    case 'open':
    case 'later':
      return dueBy <= new Date(now.getTime() + soonMs).toISOString() ? 'soon' : 'later';
  }
}

export function checkTimeWords(time: CheckTime): string {
  switch (time) {
    case 'overdue':
      return 'Overdue';
    case 'stopped':
      return 'Stopped, not as sealed';
    case 'soon':
      return 'Within 7 days';
    case 'later':
      return 'Later';
  }
}

/** The next checks, one of each kind, of every sealed item that the viewer may see. */
export async function scheduledChecks({ db, actor }: Viewer, now: Date): Promise<readonly ScheduledCheck[]> {
  const [items, hidden] = await Promise.all([
    scheduledItems(db),
    hiddenIncidents(db, visibleIncidentWhere(actor)),
  ]);
  const unseen = new Set(hidden);
  const visible = items.filter(({ incidentId }) => !unseen.has(incidentId));
  return visible.flatMap((item) => nextChecks(item.facts, now).map((check) => ({ item, check })));
}

/** Those of which a check is overdue: ids. */
export async function overdueItems({ db, actor }: Viewer): Promise<readonly string[]> {
  const checks = await scheduledChecks({ db, actor }, new Date());
  const overdue = checks.filter(({ check }) => check.state === 'overdue');
  return [...new Set(overdue.map(({ item }) => item.evidenceId))];
}
