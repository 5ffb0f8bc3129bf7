import { mayDo, requirePermission } from '../custody/permission.ts';
import { incidentReading } from './incident-reading.ts';
import type { Viewer } from './viewer.ts';
import { visibleAlarmWhere } from './visible-alarms.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/**
 * A short text that differs from the last one when anything moved that the viewer may see: incidents, steps of
 * acquisitions, actions on devices, lines of consoles, the ledger's head, alarms, their own notifications. Says nothing else. Throws `forbidden`.
 */
export async function changeMark(viewer: Viewer): Promise<string> {
  requirePermission(viewer.actor, 'incident.list');
  const incident = visibleIncidentWhere(viewer.actor);
  const [incidents, reading, steps, notes, head, freezes, alarms, verifications, raised, asked, lines] =
    await Promise.all([
      viewer.db.incident.aggregate({
        where: incident,
        _max: { updatedAt: true, syncedAt: true },
        _count: true,
      }),
      incidentReading(viewer),
      viewer.db.acquisitionStep.aggregate({
        where: { acquisition: { incident, state: { in: ['running', 'cancelling', 'failed'] } } },
        _max: { heartbeatAt: true, finishedAt: true },
        _sum: { attempt: true },
        _count: true,
      }),
      viewer.db.notification.aggregate({
        where: { objectId: viewer.actor.objectId },
        _max: { updatedAt: true },
      }),
      viewer.db.ledgerHead.findFirst({ select: { size: true } }),
      viewer.db.ledgerFreeze.count(),
      viewer.db.ledgerAnchorState.count({ where: { alarm: true } }),
      viewer.db.ledgerVerification.aggregate({
        _max: { requestedAt: true, heartbeatAt: true, finishedAt: true },
      }),
      mayDo(viewer.actor.roles, 'alarm.read')
        ? viewer.db.alarm.aggregate({
            where: visibleAlarmWhere(viewer.actor),
            _max: { repeatedAt: true, clearedAt: true, acknowledgedAt: true },
          })
        : null,
      mayDo(viewer.actor.roles, 'device.read')
        ? viewer.db.deviceAction.aggregate({
            where: {
              incident,
              OR: [{ endedAt: null }, { endedAt: { gt: new Date(Date.now() - 3_600_000) } }],
            },
            _max: { seenAt: true, endedAt: true, createdAt: true, nextTryAt: true },
            _count: true,
          })
        : null,
      mayDo(viewer.actor.roles, 'device.read')
        ? viewer.db.deviceCommand.aggregate({
            where: { session: { incident } },
            _max: { madeAt: true, endedAt: true },
          })
        : null,
    ]);
  return [
    incidents._count,
    incidents._max.updatedAt?.getTime(),
    reading.isSilent,
    steps._count,
    steps._sum.attempt,
    steps._max.heartbeatAt?.getTime(),
    steps._max.finishedAt?.getTime(),
    notes._max.updatedAt?.getTime(),
    head?.size,
    freezes,
    alarms,
    verifications._max.requestedAt?.getTime(),
    verifications._max.heartbeatAt?.getTime(),
    verifications._max.finishedAt?.getTime(),
    raised?._max.repeatedAt?.getTime(),
    raised?._max.clearedAt?.getTime(),
    raised?._max.acknowledgedAt?.getTime(),
    lines?._max.madeAt?.getTime(),
    lines?._max.endedAt?.getTime(),
    asked?._count,
    asked?._max.createdAt?.getTime(),
    asked?._max.seenAt?.getTime(),
    asked?._max.endedAt?.getTime(),
    asked?._max.nextTryAt?.getTime(),
  ].join('.');
}
