import type { Device } from '../custody/device.ts';
import type { DeviceAct, DeviceActionState } from '../custody/device-action.ts';
import { deviceRightsInForce, liveResponseRight, mayUse, ruleOn } from '../custody/device-rights.ts';
import { type Isolation, isolationAsAsked } from '../custody/isolation.ts';
import type { DefenderAction } from '../custody/live-response.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

const most = 500;

/** A device that incidents name, with what is under way on it. */
export interface DeviceRow {
  readonly deviceId: string;
  readonly name: string;
  readonly incidents: readonly { readonly id: string; readonly number: string }[]; // newest first
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
  readonly more: boolean; // there are more than are shown
  readonly readAt: string;
}

/** Every device of the incidents a person may see, by name. Throws `forbidden`. */
export async function listDevices(viewer: Viewer): Promise<DevicesPage> {
  requirePermission(viewer.actor, 'device.read');
  const { actor, db } = viewer;
  const named = await db.incidentDevice.findMany({
    where: { incident: visibleIncidentWhere(actor) },
    orderBy: [{ name: 'asc' }, { deviceId: 'asc' }, { incident: { number: 'desc' } }],
    take: most + 1,
    select: {
      ...{ deviceId: true, name: true, health: true },
      incident: { select: { id: true, number: true } },
    },
  });
  const shown = named.slice(0, most);
  const ids = [...new Set(shown.map(({ deviceId }) => deviceId))];
  const [readings, actions, control] = await Promise.all([
    db.deviceReading.findMany({ where: { deviceId: { in: ids } } }),
    db.deviceAction.findMany({
      where: {
        deviceId: { in: ids },
        incident: visibleIncidentWhere(actor),
        OR: [{ endedAt: null }, { kind: { in: ['isolate', 'release'] } }],
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: 2_000,
    }),
    db.controlVersion.findFirst({ where: { control: 'device-rights' }, orderBy: { version: 'desc' } }),
  ]);
  const rights = deviceRightsInForce(control);
  const held = mayDo(actor.roles, 'device.collect') ? actor.roles : [];
  return {
    rows: ids.map((deviceId) => {
      const own = shown.filter((one) => one.deviceId === deviceId);
      const reading = readings.find((one) => one.deviceId === deviceId);
      const device = (reading?.device ?? null) as unknown as Device | null;
      const rule = ruleOn(rights, device?.group ?? null);
      const asked = actions.filter((one) => one.deviceId === deviceId);
      return {
        deviceId,
        name: device?.name ?? own[0]?.name ?? deviceId,
        incidents: own.map(({ incident }) => incident),
        health: device?.health ?? own[0]?.health ?? null,
        read: reading === undefined || device === null ? null : { device, at: reading.readAt.toISOString() },
        right: {
          live: liveResponseRight(rule, held),
          respond: mayUse(rule, held, 'response'),
          tier0: rule.tier0,
        },
        running: asked.filter(({ endedAt }) => endedAt === null).map(runningAction),
        isolation: isolationAsAsked(asked.map(endedAction)),
      };
    }),
    more: named.length > most,
    readAt: new Date().toISOString(),
  };
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

function endedAction(row: ActionRow) {
  return {
    act: row.act as unknown as DeviceAct,
    state: row.state as DeviceActionState,
    seen: row.seen as unknown as DefenderAction | null,
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}
