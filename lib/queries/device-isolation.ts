import type { DeviceAct } from '../custody/device-action.ts';
import { type Isolation, isolationAsAsked } from '../custody/isolation.ts';
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
  const rows = await db.deviceAction.findMany({
    where: {
      ...{ deviceId: { in: [...deviceIds] }, kind: { in: ['isolate', 'release'] }, state: 'ended' },
      seen: { path: ['state'], equals: 'succeeded' },
      incident: visibleIncidentWhere(actor),
      ...(incidentId === undefined ? {} : { incidentId }),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    distinct: ['deviceId'],
    select: { deviceId: true, act: true, endedAt: true },
  });
  return new Map(
    rows.flatMap(({ deviceId, act, endedAt }) => {
      const done = {
        state: 'ended',
        seen: { state: 'succeeded' },
        endedAt: endedAt?.toISOString() ?? null,
      } as const;
      const isolation = isolationAsAsked([{ ...done, act: act as unknown as DeviceAct }]); // only the register writes it
      return isolation === null ? [] : [[deviceId, isolation] as const];
    }),
  );
}
