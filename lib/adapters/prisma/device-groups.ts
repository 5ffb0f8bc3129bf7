import type { Device, DeviceGroupRef } from '../../custody/device.ts';
import type { DeviceGroupLook, DeviceGroupRuns } from '../../ports/device-groups.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import type { Transaction } from './transaction.ts';

/** What is known of device groups, inside or outside a transaction. */
export function deviceGroupLook(tx: Transaction): DeviceGroupLook {
  return {
    deviceAutomation: async (group) => {
      if (group === null) return 'unknown';
      const row = await tx.deviceGroup.findUnique({ where: { id: group.id } });
      return row === null ? 'unknown' : automationOf(row);
    },
  };
}

/** The same over a pool: outside a transaction errors are translated at every read. */
export function poolDeviceGroupLook(db: Database): DeviceGroupLook {
  const look = deviceGroupLook(db);
  return { deviceAutomation: (group) => throwingCustodyErrors(() => look.deviceAutomation(group)) };
}

/** A refusal says how it was then: an administrator may have set a level since, so that it is asked again after an hour. */
const refusalCountsMs = 3_600_000;

function automationOf(row: {
  readonly refusedAt: Date | null;
  readonly takenAt: Date | null;
}): 'set' | 'none' | 'unknown' {
  if (row.refusedAt === null) return row.takenAt === null ? 'unknown' : 'set';
  if (row.takenAt !== null && row.takenAt > row.refusedAt) return 'set';
  return row.refusedAt.getTime() > Date.now() - refusalCountsMs ? 'none' : 'unknown';
}

/** Readings of devices, each in one statement or one transaction. See the port for the rules. */
export function deviceGroupRuns(db: Database): DeviceGroupRuns {
  return {
    keepDeviceReading: (devices, readAt) => throwingCustodyErrors(() => keepReading(db, devices, readAt)),
    isDeviceReadingDue: (before) =>
      throwingCustodyErrors(async () => {
        const rows = await db.$queryRaw<{ due: boolean }[]>`
          with last as (select max(read_at) as at from device_group)
          select coalesce(last.at < ${before}, true) or exists (
            select from incident_device i
            where not exists (select from device_reading r where r.device_id = lower(i.device_id))) as due
          from last`;
        return rows[0]?.due === true;
      }),
    noteAutomation: (group, said) => throwingCustodyErrors(() => note(db, group, said)),
  };
}

async function keepReading(db: Database, devices: readonly Device[], readAt: Date): Promise<void> {
  const groups = new Map<string, { readonly name: string; count: number }>();
  for (const { group } of devices) {
    if (group === null) continue;
    const found = groups.get(group.id) ?? { name: group.name, count: 0 };
    groups.set(group.id, { ...found, count: found.count + 1 });
  }
  const read = [...groups].map(([id, { name, count }]) => ({ id, name, devices: count }));
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`
      insert into device_group (id, name, devices, read_at)
      select id, name, devices, ${readAt}
      from jsonb_to_recordset(${JSON.stringify(read)}::jsonb) as r(id text, name text, devices int)
      on conflict (id) do update set name = excluded.name, devices = excluded.devices, read_at = excluded.read_at`;
    await tx.$executeRaw`
      update device_group set devices = 0 where read_at < ${readAt} and devices <> 0`;
    await tx.$executeRaw`
      insert into device_reading (device_id, device, read_at)
      select i.device_id, coalesce(d.device, 'null'::jsonb), ${readAt}
      from (select distinct lower(device_id) as device_id from incident_device) i
      left join (select distinct on (1) lower(one ->> 'deviceId') as device_id, one as device
                 from jsonb_array_elements(${JSON.stringify(devices)}::jsonb) one) d using (device_id)
      on conflict (device_id) do update set device = excluded.device, read_at = excluded.read_at`;
  });
}

async function note(db: Database, { id, name }: DeviceGroupRef, said: 'taken' | 'refused'): Promise<void> {
  const now = new Date();
  const seen = said === 'taken' ? { takenAt: now } : { refusedAt: now };
  await db.deviceGroup.upsert({
    where: { id },
    create: { id, name, devices: 0, readAt: new Date(0), ...seen },
    update: seen,
  });
}
