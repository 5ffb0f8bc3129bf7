import { Prisma } from '../../prisma/generated/client.ts';
import type { DeviceAct } from '../custody/device-action.ts';
import { type Isolation, isolationAsAsked } from '../custody/isolation.ts';
import { hiddenIncidents } from './search-events-names.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

interface Row {
  readonly deviceId: string;
  readonly act: DeviceAct; // JSON that only the register writes
  readonly endedAt: Date;
}

/**
 * Whether each of these devices is cut off, by the newest act that Defender said was done, however many others were asked
 * for since; by what was asked in one incident, or in any that the viewer may see. The caller has authorised.
 */
export async function isolationsOf(
  { db, actor }: Viewer,
  deviceIds: readonly string[],
  incidentId?: string,
): Promise<ReadonlyMap<string, Isolation>> {
  const here =
    incidentId === undefined
      ? Prisma.sql`incident_id <> all(${[...(await hiddenIncidents(db, visibleIncidentWhere(actor)))]}::uuid[])`
      : Prisma.sql`incident_id = ${incidentId}::uuid`;
  const rows = await db.$queryRaw<Row[]>`
    select distinct on (device_id) device_id as "deviceId", act, ended_at as "endedAt" from device_action
    where device_id = any(${[...deviceIds]}::text[]) and kind in ('isolate', 'release') and state = 'ended'
      and seen ->> 'state' = 'succeeded' and ${here}
    order by device_id, created_at desc, id desc`;
  return new Map(
    rows.flatMap(({ deviceId, act, endedAt }) => {
      const done = {
        act,
        state: 'ended',
        seen: { state: 'succeeded' },
        endedAt: endedAt.toISOString(),
      } as const;
      const isolation = isolationAsAsked([done]);
      return isolation === null ? [] : [[deviceId, isolation] as const];
    }),
  );
}
