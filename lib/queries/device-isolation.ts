import { Prisma } from '../../prisma/generated/client.ts';
import type { DeviceAct } from '../custody/device-action.ts';
import { type Isolation, isolationAsAsked } from '../custody/isolation.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/** What an index of the database holds for this question alone. */
const isDone = Prisma.sql`kind in ('isolate', 'release') and state = 'ended' and seen ->> 'state' = 'succeeded'`;

/**
 * Whether each of these devices is cut off, by the newest act that Defender said was done, however many others were asked
 * for since; by what was asked in one incident, or in any that the viewer may see. The caller has authorised.
 */
export async function isolationsOf(
  reader: Viewer,
  deviceIds: readonly string[],
  incidentId?: string,
): Promise<ReadonlyMap<string, Isolation>> {
  const incidents = await visibleOf(
    reader,
    incidentId === undefined ? await incidentsOf(reader, deviceIds) : [incidentId],
  );
  const rows = await reader.db.$queryRaw<{ deviceId: string; act: DeviceAct; endedAt: Date | null }[]>`
    select d.device_id as "deviceId", newest.act, newest.ended_at as "endedAt"
    from unnest(${[...deviceIds]}::text[]) as d(device_id)
    cross join lateral (
      select act, ended_at from device_action
      where device_id = d.device_id and ${isDone} and incident_id = any(${incidents}::uuid[])
      order by created_at desc, id desc limit 1) newest`;
  return new Map(
    rows.flatMap(({ deviceId, act, endedAt }) => {
      const done = {
        state: 'ended',
        seen: { state: 'succeeded' },
        endedAt: endedAt?.toISOString() ?? null,
      } as const;
      const isolation = isolationAsAsked([{ ...done, act }]); // only the register writes it
      return isolation === null ? [] : [[deviceId, isolation] as const];
    }),
  );
}

async function incidentsOf({ db }: Viewer, deviceIds: readonly string[]): Promise<readonly string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    select distinct incident_id::text as id from device_action
    where device_id = any(${[...deviceIds]}::text[]) and ${isDone}`;
  return rows.map(({ id }) => id);
}

async function visibleOf({ db, actor }: Viewer, ids: readonly string[]): Promise<string[]> {
  const rows = await db.incident.findMany({
    where: { AND: [{ id: { in: [...ids] } }, visibleIncidentWhere(actor)] },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}
