import { requirePermission } from '../custody/permission.ts';
import type { Viewer } from './viewer.ts';

export interface AlarmChannelRow {
  readonly name: string;
  readonly place: string;
  /** `untried`: nothing was sent by it yet, so nobody knows whether it works. */
  readonly state: 'works' | 'fails' | 'untried';
  readonly succeededAt: string | null;
  readonly failedAt: string | null;
  readonly failingSince: string | null;
  readonly problem: string | null;
  readonly waiting: number; // notices that wait for another attempt
  readonly givenUp: number;
}

/** The channels of the settings as the worker found them, with what came of their newest attempts. Throws `forbidden`. */
export async function listAlarmChannels(viewer: Viewer): Promise<readonly AlarmChannelRow[]> {
  requirePermission(viewer.actor, 'alarm.read');
  const [channels, counts] = await Promise.all([
    viewer.db.alarmChannel.findMany({ where: { retiredAt: null }, orderBy: { name: 'asc' } }),
    viewer.db.alarmDelivery.groupBy({
      by: ['channel', 'state'],
      where: { state: { in: ['waiting', 'given-up'] } },
      _count: true,
    }),
  ]);
  const countOf = (name: string, state: string) =>
    counts.find((one) => one.channel === name && one.state === state)?._count ?? 0;
  return channels.map((row) => ({
    name: row.name,
    place: row.place,
    state: row.failingSince !== null ? 'fails' : row.succeededAt !== null ? 'works' : 'untried',
    succeededAt: row.succeededAt?.toISOString() ?? null,
    failedAt: row.failedAt?.toISOString() ?? null,
    failingSince: row.failingSince?.toISOString() ?? null,
    problem: row.problem,
    waiting: countOf(row.name, 'waiting'),
    givenUp: countOf(row.name, 'given-up'),
  }));
}
