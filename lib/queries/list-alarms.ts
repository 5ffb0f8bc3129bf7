import type { Prisma } from '../../prisma/generated/client.ts';
import { type AlarmSeverity, alarmKindWords, alarmNumber } from '../custody/alarm.ts';
import { requirePermission } from '../custody/permission.ts';
import { type Counted, counted, upToBound } from './counted.ts';
import { cursorId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleAlarmWhere } from './visible-alarms.ts';

export type AlarmView = 'open' | 'history';

export interface AlarmFilter {
  readonly view: AlarmView;
  readonly severity?: AlarmSeverity | undefined;
  readonly kind?: string | undefined;
  readonly before?: string | undefined;
}

export interface AlarmRow {
  readonly id: string;
  readonly number: string;
  readonly kind: string; // in words
  readonly severity: AlarmSeverity;
  readonly title: string;
  readonly subject: string | null;
  readonly href: string;
  readonly raisedAt: string;
  readonly repeatedAt: string;
  readonly times: number;
  readonly clearedAt: string | null;
  readonly acknowledged: { readonly name: string; readonly at: string; readonly note: string | null } | null;
  readonly closed: { readonly name: string; readonly note: string | null } | null; // by hand
}

export interface AlarmPage {
  readonly rows: readonly AlarmRow[];
  readonly kinds: readonly { readonly kind: string; readonly words: string }[]; // that there are, to choose from
  readonly olderThan: string | null;
  readonly inAll: Counted;
  readonly readAt: string;
}

const pageSize = 50;

/** Open alarms, the worst and oldest first; or those that are over, newest first. Throws `forbidden`. */
export async function listAlarms(viewer: Viewer, filter: AlarmFilter): Promise<AlarmPage> {
  requirePermission(viewer.actor, 'alarm.read');
  const seen = visibleAlarmWhere(viewer.actor);
  const { view, severity, kind } = filter;
  const before = cursorId(filter.before);
  const where = {
    AND: [seen],
    clearedAt: view === 'open' ? null : { not: null },
    ...(severity === undefined ? {} : { severity }),
    ...(kind === undefined ? {} : { kind }),
  };
  const [found, inAll, kinds] = await Promise.all([
    viewer.db.alarm.findMany({
      where,
      // `critical` stands before `warning` in the alphabet too.
      orderBy:
        view === 'open'
          ? [{ severity: 'asc' }, { raisedAt: 'asc' }, { id: 'asc' }]
          : [{ clearedAt: 'desc' }, { id: 'desc' }],
      take: pageSize + 1,
      ...(before === null ? {} : { cursor: { id: before }, skip: 1 }),
    }),
    viewer.db.alarm.count({ where, ...upToBound }),
    // Not `distinct`: that reads every alarm there ever was.
    viewer.db.alarm.groupBy({ by: 'kind', where: seen, orderBy: { kind: 'asc' } }),
  ]);
  const rows = found.slice(0, pageSize).map(alarmRow);
  return {
    rows,
    kinds: kinds.map((one) => ({ kind: one.kind, words: alarmKindWords(one.kind) })),
    olderThan: found.length > pageSize ? (rows.at(-1)?.id ?? null) : null,
    inAll: counted(inAll),
    readAt: new Date().toISOString(),
  };
}

/** How many are open, and how many of them nobody has acknowledged. Throws `forbidden`. */
export async function countAlarms(
  viewer: Viewer,
): Promise<{ readonly open: number; readonly waiting: number }> {
  requirePermission(viewer.actor, 'alarm.read');
  const open = { AND: [visibleAlarmWhere(viewer.actor)], clearedAt: null };
  const [all, waiting] = await Promise.all([
    viewer.db.alarm.count({ where: open }),
    viewer.db.alarm.count({ where: { ...open, acknowledgedAt: null } }),
  ]);
  return { open: all, waiting };
}

export function alarmRow(row: Prisma.AlarmGetPayload<object>): AlarmRow {
  const { id, serial, kind, severity, title, subject, href, times } = row;
  return {
    ...{ id, title, subject, href, times },
    number: alarmNumber(serial),
    kind: alarmKindWords(kind),
    severity: severity as AlarmSeverity, // closed by a check of the table
    raisedAt: row.raisedAt.toISOString(),
    repeatedAt: row.repeatedAt.toISOString(),
    clearedAt: row.clearedAt?.toISOString() ?? null,
    acknowledged:
      row.acknowledgedAt === null
        ? null
        : {
            name: row.acknowledgedName ?? '',
            at: row.acknowledgedAt.toISOString(),
            note: row.acknowledgedNote,
          },
    closed: row.closedName === null ? null : { name: row.closedName, note: row.closedNote },
  };
}
