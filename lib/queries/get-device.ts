import type { PersonActor } from '../custody/actor.ts';
import type { Device } from '../custody/device.ts';
import type { DeviceAct, DeviceActionState } from '../custody/device-action.ts';
import { isOverHere } from '../custody/device-action.ts';
import { type DeviceRights, deviceRightsInForce } from '../custody/device-rights.ts';
import { type FetchedFile, isOfPortal } from '../custody/foreign-action.ts';
import type { Isolation } from '../custody/isolation.ts';
import type { DefenderAction } from '../custody/live-response.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import type { Role } from '../custody/role.ts';
import { type StandingPause, throttledUntil } from '../custody/throttled-until.ts';
import { allOf } from './counted.ts';
import { isolationsOf } from './device-isolation.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

const most = 100;

export interface DevicePage {
  readonly incident: {
    readonly id: string;
    readonly number: string;
    readonly title: string;
    readonly open: boolean;
  };
  readonly deviceId: string;
  readonly name: string;
  readonly osPlatform: string | null; // as the incident's source says
  readonly health: string | null;
  readonly machineId: string | null; // the incident's row of the virtual machine that it is
  /** As Defender described it when something was asked of it last; null: nothing was. */
  readonly recorded: { readonly device: Device; readonly readAt: string } | null;
  readonly actions: readonly DeviceActionView[]; // newest first, at most a hundred
  readonly actionsInAll: number;
  readonly isolation: Isolation | null; // by what was asked here, in this incident
  readonly rights: DeviceRights; // in force; the device's group is what Defender says now
  readonly held: readonly Role[]; // by who looks
  readonly foreign: readonly ForeignActionView[]; // newest first, at most a hundred
  readonly foreignInAll: number;
  /** How Microsoft's audit was read last, which alone tells of its portal; null: never. */
  readonly portal: { readonly readAt: string; readonly problem: string | null } | null;
  readonly evidence: readonly DeviceItemView[]; // newest first, at most a hundred
  readonly evidenceInAll: number;
  readonly may: { readonly collect: boolean; readonly respond: boolean; readonly cancel: boolean };
  readonly readAt: string;
}

export interface DeviceActionView {
  readonly id: string;
  readonly number: string;
  readonly act: DeviceAct;
  readonly state: DeviceActionState;
  readonly seen: DefenderAction | null;
  readonly seenAt: string | null;
  /** The proposal that a second person decides on; null: it needed none. */
  readonly proposal: { readonly id: string; readonly number: string } | null;
  readonly problem: string | null;
  readonly nextTryAt: string;
  readonly throttledUntil: string | null; // by Microsoft's 429
  readonly cancelWanted: boolean;
  readonly requesterName: string;
  readonly reason: string;
  readonly createdAt: string;
  readonly submittedAt: string | null;
  readonly endedAt: string | null;
  readonly over: boolean;
}

/** What Defender lists on the device and nobody asked for here; its words are Microsoft's. */
export interface ForeignActionView {
  readonly defenderId: string;
  readonly type: string;
  readonly requestor: string | null;
  readonly comment: string | null;
  readonly requestedAt: string | null;
  readonly seenAt: string;
  readonly ofPortal: boolean; // only Microsoft's audit has it
  readonly file: FetchedFile | null;
}

export interface DeviceItemView {
  readonly id: string;
  readonly exhibitNumber: string;
  readonly kind: string;
  readonly description: string;
  readonly state: string;
  readonly acquisitionId: string | null;
  readonly sha256: string | null;
  readonly createdAt: string;
}

/** A device of an incident, what was asked of it and what came back. Throws `forbidden`, or `not-found` also for what is hidden. */
export async function getDevice(
  viewer: Viewer,
  incidentId: string,
  deviceId: string,
  pauses: readonly StandingPause[] = [],
): Promise<DevicePage> {
  requirePermission(viewer.actor, 'device.read');
  const { actor, db } = viewer;
  const row = await db.incidentDevice.findFirst({
    where: {
      deviceId: deviceId.toLowerCase(),
      incident: { AND: [{ id: requireId(incidentId) }, visibleIncidentWhere(actor)] },
    },
    include: { incident: true },
  });
  if (row === null) throw notFound();
  const { incident } = row;
  const here = { incidentId: incident.id, deviceId: row.deviceId };
  const taken = { incidentId: incident.id, acquisition: { machineResourceId: `defender:${row.deviceId}` } };
  const [actions, evidence, foreign] = await Promise.all([
    db.deviceAction.findMany({
      where: here,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: most,
    }),
    db.evidenceItem.findMany({
      where: taken,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: most,
      include: { acquisition: { select: { id: true } } },
    }),
    db.deviceForeignAction.findMany({
      where: here,
      orderBy: [{ requestedAt: 'desc' }, { defenderId: 'asc' }],
      take: most,
    }),
  ]);
  const [actionsInAll, evidenceInAll, foreignInAll] = await Promise.all([
    allOf(actions, most, () => db.deviceAction.count({ where: here })),
    allOf(evidence, most, () => db.evidenceItem.count({ where: taken })),
    allOf(foreign, most, () => db.deviceForeignAction.count({ where: here })),
  ]);
  const [proposals, control, portal, machine, isolations] = await Promise.all([
    db.proposal.findMany({
      where: { kind: 'device-act', incidentId: incident.id, key: { in: actions.map(({ id }) => id) } },
      select: { id: true, number: true, key: true },
    }),
    db.controlVersion.findFirst({ where: { control: 'device-rights' }, orderBy: { version: 'desc' } }),
    db.deviceRound.findUnique({ where: { part: 'portal-sessions' } }),
    row.vmResourceId === null
      ? null
      : db.incidentMachine.findFirst({
          where: { incidentId: incident.id, resourceId: row.vmResourceId },
          select: { id: true },
        }),
    isolationsOf(viewer, [row.deviceId], incident.id),
  ]);
  const views = actions.map((row) =>
    actionView(
      row,
      proposals.find(({ key }) => key === row.id),
      pauses,
    ),
  );
  const newest = actions[0];
  return {
    incident: {
      ...{ id: incident.id, number: incident.number, title: incident.title },
      open: incident.status === 'open',
    },
    deviceId: row.deviceId,
    name: row.name,
    osPlatform: row.osPlatform,
    health: row.health,
    machineId: machine?.id ?? null,
    recorded:
      newest === undefined
        ? null
        : { device: newest.device as unknown as Device, readAt: newest.readAt.toISOString() },
    actions: views,
    ...{ actionsInAll, evidenceInAll, foreignInAll },
    isolation: isolations.get(row.deviceId) ?? null,
    rights: deviceRightsInForce(control),
    held: actor.roles,
    portal: portalView(portal),
    foreign: foreign.map(({ defenderId, type, requestor, comment, requestedAt, seenAt, file }) => ({
      ...{ defenderId, type, requestor, comment, seenAt: seenAt.toISOString() },
      ofPortal: isOfPortal(defenderId),
      file: file as unknown as FetchedFile | null,
      requestedAt: requestedAt?.toISOString() ?? null,
    })),
    evidence: evidence.map((item) => ({
      id: item.id,
      exhibitNumber: item.exhibitNumber,
      kind: item.kind,
      description: item.description,
      state: item.state,
      acquisitionId: item.acquisition?.id ?? null,
      sha256: item.sha256,
      createdAt: item.createdAt.toISOString(),
    })),
    may: {
      collect: mayDo(actor.roles, 'device.collect'),
      respond: mayDo(actor.roles, 'device.respond'),
      cancel: mayDo(actor.roles, 'device.cancel'),
    },
    readAt: new Date().toISOString(),
  };
}

function portalView(
  row: { readonly read: unknown; readonly readAt: Date | null } | null,
): DevicePage['portal'] {
  if (row === null || row.readAt === null) return null;
  const { problem } = row.read as { readonly problem: string | null };
  return { readAt: row.readAt.toISOString(), problem };
}

type ActionRow = Awaited<ReturnType<Viewer['db']['deviceAction']['findMany']>>[number];

/** These columns hold closed vocabularies and JSON that only the register writes. */
function actionView(
  row: ActionRow,
  proposal: { readonly id: string; readonly number: string } | undefined,
  pauses: readonly StandingPause[],
): DeviceActionView {
  const state = row.state as DeviceActionState;
  const act = row.act as unknown as DeviceAct;
  return {
    id: row.id,
    number: row.number,
    act,
    state,
    seen: row.seen as unknown as DefenderAction | null,
    seenAt: row.seenAt?.toISOString() ?? null,
    proposal: proposal === undefined ? null : { id: proposal.id, number: proposal.number },
    problem: row.problem,
    nextTryAt: row.nextTryAt.toISOString(),
    throttledUntil: throttledUntil({ ...row, act, state }, pauses),
    cancelWanted: row.cancelWanted,
    requesterName: (row.requester as unknown as PersonActor).displayName,
    reason: row.reason,
    createdAt: row.createdAt.toISOString(),
    submittedAt: row.submittedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    over: isOverHere(state),
  };
}
