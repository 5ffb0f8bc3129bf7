import { endsByHand } from '../custody/alarm.ts';
import type { NoticeKind } from '../custody/alarm-notice.ts';
import { requirePermission } from '../custody/permission.ts';
import { type AlarmRow, alarmRow } from './list-alarms.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleAlarmWhere } from './visible-alarms.ts';

export interface AlarmDetail extends AlarmRow {
  readonly words: string;
  readonly endsByHand: boolean; // whether a person may close it while it is open
  readonly left: readonly LeftNotice[]; // newest first
}

/** What was told outside of it, and by which channels it went. */
export interface LeftNotice {
  readonly id: string;
  readonly what: NoticeKind;
  readonly at: string;
  readonly deliveries: readonly ShownDelivery[];
}

export interface ShownDelivery {
  readonly channel: string;
  readonly state: 'waiting' | 'delivered' | 'given-up';
  readonly attempts: number;
  readonly endedAt: string | null;
  readonly nextAt: string | null;
  readonly said: string | null; // of the newest attempt: why it failed, or what was not taken
}

const mostNotices = 20;

/** One alarm with what left the product of it. Throws `forbidden`, or `not-found` for what the viewer may not see. */
export async function getAlarm(viewer: Viewer, id: string): Promise<AlarmDetail> {
  requirePermission(viewer.actor, 'alarm.read');
  const row = await viewer.db.alarm.findFirst({
    where: { id: requireId(id), AND: [visibleAlarmWhere(viewer.actor)] },
    include: {
      notices: {
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: mostNotices,
        include: {
          deliveries: {
            orderBy: { channel: 'asc' },
            include: { tries: { orderBy: { attempt: 'desc' }, take: 1 } },
          },
        },
      },
    },
  });
  if (row === null) throw notFound();
  return {
    ...alarmRow(row),
    words: row.words,
    endsByHand: endsByHand(row.kind),
    left: row.notices.map((notice) => ({
      id: notice.id,
      what: notice.what as NoticeKind, // closed by a check of the table
      at: notice.createdAt.toISOString(),
      deliveries: notice.deliveries.map(({ channel, state, attempts, endedAt, nextAt, tries }) => ({
        ...{ channel, attempts },
        state: state as ShownDelivery['state'], // the same
        endedAt: endedAt?.toISOString() ?? null,
        nextAt: nextAt?.toISOString() ?? null,
        said: tries[0]?.problem ?? tries[0]?.remark ?? null,
      })),
    })),
  };
}
