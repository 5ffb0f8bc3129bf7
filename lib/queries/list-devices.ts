import type { Prisma } from '../../prisma/generated/client.ts';
import type { Device } from '../custody/device.ts';
import type { DeviceAct, DeviceActionState } from '../custody/device-action.ts';
import { deviceRightsInForce, liveResponseRight, mayUse, ruleOn } from '../custody/device-rights.ts';
import type { Isolation } from '../custody/isolation.ts';
import type { DefenderAction } from '../custody/live-response.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import { type Counted, counted, upToBound } from './counted.ts';
import { isolationsOf } from './device-isolation.ts';
import { pageNumber } from './page-number.ts';
import { hiddenIncidents } from './search-events-names.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

const pageRows = 50;
const mostIncidents = 5; // of one device

/** A device that incidents name, with what is under way on it. */
export interface DeviceRow {
  readonly deviceId: string;
  readonly name: string;
  readonly incidents: readonly { readonly id: string; readonly number: string }[]; // the newest few
  readonly inIncidents: number;
  readonly health: string | null;
  readonly read: { readonly device: Device; readonly at: string } | null; // null: not read from Defender yet
  readonly right: {
    readonly live: 'none' | 'basic' | 'advanced';
    readonly respond: boolean;
    readonly tier0: boolean;
  };
  readonly running: readonly RunningAction[];
  readonly isolation: Isolation | null;
}

export interface RunningAction {
  readonly id: string;
  readonly number: string;
  readonly incidentId: string;
  readonly kind: DeviceAct['kind'];
  readonly state: DeviceActionState;
  readonly seen: DefenderAction['state'] | null;
  readonly submittedAt: string | null;
}

export interface DevicesPage {
  readonly rows: readonly DeviceRow[];
  readonly inAll: Counted;
  readonly page: number; // from 1
  readonly next: number | null;
  readonly readAt: string;
}

/**
 * A page of the devices of the incidents a person may see, by name. In: a part of a name or the beginning of an id, and
 * the page, from 1; what is none of them counts as left out. Throws `forbidden`.
 */
export async function listDevices(
  viewer: Viewer,
  asked: { readonly q?: string | undefined; readonly page?: string | undefined } = {},
): Promise<DevicesPage> {
  requirePermission(viewer.actor, 'device.read');
  const { actor, db } = viewer;
  const visible = visibleIncidentWhere(actor);
  const all = await db.incidentDevice.groupBy({
    by: 'deviceId',
    where: { AND: [{ incident: visible }, textWhere(asked.q)] },
    orderBy: [{ _min: { name: 'asc' } }, { deviceId: 'asc' }],
    ...upToBound,
  });
  const page = pageNumber(asked.page);
  const ids = all.slice((page - 1) * pageRows, page * pageRows).map(({ deviceId }) => deviceId);
  const [named, readings, running, isolations, control] = await Promise.all([
    namedIn(db, ids, await hiddenIncidents(db, visible)),
    db.deviceReading.findMany({ where: { deviceId: { in: ids } } }),
    db.deviceAction.findMany({
      where: { deviceId: { in: ids }, incident: visible, endedAt: null },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    }),
    isolationsOf(viewer, ids),
    db.controlVersion.findFirst({ where: { control: 'device-rights' }, orderBy: { version: 'desc' } }),
  ]);
  const rights = deviceRightsInForce(control);
  const held = mayDo(actor.roles, 'device.collect') ? actor.roles : [];
  return {
    rows: ids.map((deviceId) => {
      const own = named.filter((one) => one.deviceId === deviceId);
      const reading = readings.find((one) => one.deviceId === deviceId);
      const device = (reading?.device ?? null) as unknown as Device | null;
      const rule = ruleOn(rights, device?.group ?? null);
      return {
        deviceId,
        name: device?.name ?? own[0]?.name ?? deviceId,
        incidents: own.map(({ incidentId: id, number }) => ({ id, number })),
        inIncidents: own[0]?.inAll ?? 0,
        health: device?.health ?? own[0]?.health ?? null,
        read: reading === undefined || device === null ? null : { device, at: reading.readAt.toISOString() },
        right: {
          live: liveResponseRight(rule, held),
          respond: mayUse(rule, held, 'response'),
          tier0: rule.tier0,
        },
        running: running.filter((one) => one.deviceId === deviceId).map(runningAction),
        isolation: isolations.get(deviceId) ?? null,
      };
    }),
    inAll: counted(all.length),
    page,
    next: all.length > page * pageRows ? page + 1 : null,
    readAt: new Date().toISOString(),
  };
}

function textWhere(text: string | undefined): Prisma.IncidentDeviceWhereInput {
  const wanted = text?.trim() ?? '';
  if (wanted === '') return {};
  return {
    OR: [
      { name: { contains: wanted, mode: 'insensitive' } },
      { deviceId: { startsWith: wanted.toLowerCase() } },
    ],
  };
}

interface NamedRow {
  readonly deviceId: string;
  readonly name: string;
  readonly health: string | null;
  readonly incidentId: string;
  readonly number: string;
  readonly inAll: number;
}

/** The newest incidents that name each of these devices, and how many do. */
async function namedIn(
  db: Viewer['db'],
  ids: readonly string[],
  hidden: readonly string[],
): Promise<readonly NamedRow[]> {
  return await db.$queryRaw<NamedRow[]>`
    select of."deviceId", of.name, of.health, of."incidentId", of.number, of."inAll"::int from (
      select d.device_id as "deviceId", d.name, d.health, i.id::text as "incidentId", i.number,
        row_number() over (partition by d.device_id order by i.number desc) as place,
        count(*) over (partition by d.device_id) as "inAll"
      from incident_device d join incident i on i.id = d.incident_id
      where d.device_id = any(${[...ids]}::text[]) and i.id <> all(${[...hidden]}::uuid[])) of
    where of.place <= ${mostIncidents} order by of."deviceId", of.place`;
}

type ActionRow = Awaited<ReturnType<Viewer['db']['deviceAction']['findMany']>>[number];

/** These columns hold closed vocabularies and JSON that only the register writes. */
function runningAction(row: ActionRow): RunningAction {
  return {
    ...{ id: row.id, number: row.number, incidentId: row.incidentId },
    kind: row.kind as DeviceAct['kind'],
    state: row.state as DeviceActionState,
    seen: (row.seen as unknown as DefenderAction | null)?.state ?? null,
    submittedAt: row.submittedAt?.toISOString() ?? null,
  };
}
