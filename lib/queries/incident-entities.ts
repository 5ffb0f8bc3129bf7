import type { Prisma } from '../../prisma/generated/client.ts';
import type { Machine, MachineDisk } from '../custody/machine.ts';
import type { Viewer } from './viewer.ts';

/** A page of the machines and devices of an incident: machines first, each with the device that it is, then the other devices. */
export interface IncidentEntities {
  readonly machines: readonly MachineView[];
  readonly devices: readonly DeviceView[]; // that are no machine of this incident
  readonly entities: number; // in all that answer to the name
}

export interface MachineView {
  readonly id: string;
  readonly name: string;
  readonly resourceId: string;
  readonly osName: string | null;
  readonly region: string | null;
  readonly powerState: string | null;
  readonly disks: readonly MachineDisk[] | null; // null: Azure was not asked yet, or refused
  readonly readAt: string | null;
  readonly readError: string | null;
  readonly device: DeviceView | null; // the same machine as Defender knows it
  readonly sealed: number;
  readonly missing: number; // sealed, and no longer in the store
  readonly running: number;
  readonly failed: number; // wait for a person
}

export interface DeviceView {
  readonly id: string;
  readonly name: string;
  readonly deviceId: string;
  readonly osPlatform: string | null;
  readonly health: string | null;
  readonly vmResourceId: string | null;
  readonly evidence: number; // items that came from it
}

/** In: an incident that the caller has authorised, and a part of a name, of which nothing is asked if it is empty. */
export async function incidentEntities(
  db: Viewer['db'],
  incidentId: string,
  { name, skip, take }: { readonly name: string; readonly skip: number; readonly take: number },
): Promise<IncidentEntities> {
  const named = name === '' ? {} : { name: { contains: name, mode: 'insensitive' as const } };
  const ofMachines = { incidentId, ...named };
  const ofDevices = { incidentId, ...named, id: { notIn: [...(await machinesToo(db, incidentId))] } };
  const [machines, devices] = await Promise.all([
    db.incidentMachine.count({ where: ofMachines }),
    db.incidentDevice.count({ where: ofDevices }),
  ]);
  const page = await db.incidentMachine.findMany({
    where: ofMachines,
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    ...{ skip, take },
  });
  const others = await db.incidentDevice.findMany({
    where: ofDevices,
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    ...{ skip: Math.max(0, skip - machines), take: take - page.length },
  });
  const same = await db.incidentDevice.findMany({
    where: { incidentId, vmResourceId: { in: page.map(({ resourceId }) => resourceId.toLowerCase()) } },
  });
  const taken = await takenOf(db, incidentId, [
    ...page.map(({ resourceId }) => resourceId),
    ...[...others, ...same].map(({ deviceId }) => `defender:${deviceId}`),
  ]);
  return {
    machines: page.map((row) => {
      const device = same.find(({ vmResourceId }) => vmResourceId === row.resourceId.toLowerCase());
      return machineView(row, device === undefined ? null : deviceView(device, taken), taken);
    }),
    devices: others.map((row) => deviceView(row, taken)),
    entities: machines + devices,
  };
}

/** The devices that are machines of the same incident: ids. */
async function machinesToo(db: Viewer['db'], incidentId: string): Promise<readonly string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    select d.id::text as id from incident_device d
    join incident_machine m on m.incident_id = d.incident_id and lower(m.resource_id) = d.vm_resource_id
    where d.incident_id = ${incidentId}::uuid`;
  return rows.map(({ id }) => id);
}

interface Taken {
  readonly of: string; // lower case
  readonly sealed: number;
  readonly missing: number;
  readonly running: number;
  readonly failed: number;
  readonly items: number;
}

/** What was taken of each of these. Sealed: and the store was last seen to have it. */
async function takenOf(
  db: Viewer['db'],
  incidentId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Taken>> {
  const rows = await db.$queryRaw<Taken[]>`
    select lower(a.machine_resource_id) as of, count(*)::int as items,
      (count(*) filter (where e.state = 'sealed' and p.state is distinct from 'missing' and p.state is distinct from 'other'))::int as sealed,
      (count(*) filter (where p.state in ('missing', 'other')))::int as missing,
      (count(*) filter (where a.state in ('running', 'cancelling')))::int as running,
      (count(*) filter (where a.state = 'failed'))::int as failed
    from acquisition a join evidence_item e on e.id = a.evidence_id left join evidence_presence p on p.evidence_id = e.id
    where a.incident_id = ${incidentId}::uuid
      and lower(a.machine_resource_id) = any(${ids.map((id) => id.toLowerCase())}::text[])
    group by 1`;
  return new Map(rows.map((row) => [row.of, row]));
}

function machineView(
  row: Prisma.IncidentMachineGetPayload<object>,
  device: DeviceView | null,
  all: ReadonlyMap<string, Taken>,
): MachineView {
  const facts = row.facts as unknown as Machine | null;
  const taken = all.get(row.resourceId.toLowerCase());
  return {
    ...{ id: row.id, name: row.name, resourceId: row.resourceId, readError: row.readError, device },
    osName: facts?.osName ?? facts?.osType ?? null,
    region: facts?.region ?? null,
    powerState: facts?.powerState ?? null,
    disks: facts?.disks ?? null,
    readAt: row.readAt?.toISOString() ?? null,
    sealed: taken?.sealed ?? 0,
    missing: taken?.missing ?? 0,
    running: taken?.running ?? 0,
    failed: taken?.failed ?? 0,
  };
}

function deviceView(
  { id, name, deviceId, osPlatform, health, vmResourceId }: Prisma.IncidentDeviceGetPayload<object>,
  all: ReadonlyMap<string, Taken>,
): DeviceView {
  const taken = all.get(`defender:${deviceId}`.toLowerCase());
  return { id, name, deviceId, osPlatform, health, vmResourceId, evidence: taken?.items ?? 0 };
}
