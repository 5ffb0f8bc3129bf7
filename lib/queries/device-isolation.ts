import type { DeviceAct, DeviceActionState } from '../custody/device-action.ts';
import { type Isolation, isolationAsAsked } from '../custody/isolation.ts';
import type { DefenderAction } from '../custody/live-response.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/**
 * Whether each of these devices is cut off, by the newest act that Defender said was done, however many others were asked
 * for since; by what was asked in one incident, or in any that the viewer may see. The caller has authorised.
 */
export async function isolationsOf(
  { db, actor }: Viewer,
  deviceIds: readonly string[],
  incidentId?: string,
): Promise<ReadonlyMap<string, Isolation>> {
  const done = {
    kind: { in: ['isolate', 'release'] },
    state: 'ended',
    seen: { path: ['state'], equals: 'succeeded' },
    incident: visibleIncidentWhere(actor),
    ...(incidentId === undefined ? {} : { incidentId }),
  };
  const newest = await db.deviceAction.groupBy({
    by: 'deviceId',
    where: { ...done, deviceId: { in: [...deviceIds] } },
    _max: { createdAt: true },
  });
  const rows = await db.deviceAction.findMany({
    where: {
      ...done,
      OR: newest.flatMap(({ deviceId, _max: { createdAt } }) =>
        createdAt === null ? [] : [{ deviceId, createdAt }],
      ),
    },
    orderBy: { id: 'desc' },
    select: { deviceId: true, act: true, state: true, seen: true, endedAt: true },
  });
  return new Map(
    rows.flatMap(({ deviceId, act, state, seen, endedAt }) => {
      // These columns hold closed vocabularies and JSON that only the register writes.
      const isolation = isolationAsAsked([
        {
          act: act as unknown as DeviceAct,
          state: state as DeviceActionState,
          seen: seen as unknown as DefenderAction,
          endedAt: endedAt?.toISOString() ?? null,
        },
      ]);
      return isolation === null ? [] : [[deviceId, isolation] as const];
    }),
  );
}
