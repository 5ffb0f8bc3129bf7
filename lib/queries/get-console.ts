import type { Prisma } from '../../prisma/generated/client.ts';
import type { PersonActor } from '../custody/actor.ts';
import type { CommandAnswer } from '../custody/console/command-answer.ts';
import type { ConsoleSystem } from '../custody/console/command-row.ts';
import { consoleSystem } from '../custody/console/console-state.ts';
import type { Device } from '../custody/device.ts';
import type { DeviceAct, DeviceActionState } from '../custody/device-action.ts';
import type { DeviceSource } from '../custody/evidence-source.ts';
import type { DefenderAction } from '../custody/live-response.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import { keyOfAction } from '../custody/request-key.ts';
import { type StandingPause, throttledUntil } from '../custody/throttled-until.ts';
import { cursorId, notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

const mostLines = 500;
const mostSessions = 20;

export interface ConsolePage {
  readonly incident: {
    readonly id: string;
    readonly number: string;
    readonly title: string;
    readonly open: boolean;
  };
  readonly deviceId: string;
  readonly name: string;
  readonly shown: SessionView | null; // one's own open console, or the one that was chosen, or the newest
  readonly heldBy: string | null; // who has the open console, if somebody else does
  readonly sessions: readonly SessionLine[]; // newest first, at most twenty
  readonly sessionsInAll: number;
  readonly may: { readonly connect: boolean };
}

export interface SessionLine {
  readonly id: string;
  readonly personName: string;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly lines: number;
}

export interface SessionView extends SessionLine {
  readonly own: boolean; // and open: a line may be given
  readonly closedWhy: string | null;
  readonly reason: string;
  readonly system: ConsoleSystem | null;
  readonly folder: string;
  readonly trace: boolean;
  readonly commands: readonly CommandView[]; // first to last, the newest five hundred
}

export interface CommandView {
  readonly id: string;
  readonly n: number;
  readonly line: string;
  readonly name: string | null;
  readonly state: string;
  readonly words: string | null;
  readonly notes: readonly string[];
  readonly output: 'table' | 'json';
  readonly intoFile: string | null;
  readonly background: boolean;
  readonly answer: CommandAnswer | null;
  readonly madeAt: string;
  readonly endedAt: string | null;
  readonly behind: string | null; // the number of the action, or the line, that has the device
  readonly throttledUntil: string | null; // by Microsoft's 429: it, or the action that it waits behind
  readonly action: CommandAction | null;
  readonly items: readonly CommandItemView[];
}

export interface CommandAction {
  readonly number: string;
  readonly act: DeviceAct;
  readonly state: DeviceActionState;
  readonly seen: DefenderAction | null;
  readonly problem: string | null;
  readonly nextTryAt: string;
  readonly cancelWanted: boolean;
  readonly createdAt: string;
  readonly defenderId: string | null;
}

export interface CommandItemView {
  readonly id: string;
  readonly exhibitNumber: string;
  readonly kind: string;
  readonly state: string;
  readonly sha256: string | null;
  readonly isAnswer: boolean; // what a script printed, or wrote into a file because it was too long to print
}

/** The console of a device of an incident: its transcript, and what may be done. Throws `forbidden`, or `not-found` also for what is hidden. */
export async function getConsole(
  viewer: Viewer,
  incidentId: string,
  deviceId: string,
  wanted?: string,
  pauses: readonly StandingPause[] = [],
): Promise<ConsolePage> {
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
  const here = { incidentId: row.incidentId, deviceId: row.deviceId };
  const withCount = { include: { _count: { select: { commands: true } } } } as const;
  const asked = cursorId(wanted);
  const [sessions, sessionsInAll, older, open] = await Promise.all([
    db.deviceSession.findMany({
      where: here,
      orderBy: [{ openedAt: 'desc' }, { id: 'desc' }],
      take: mostSessions,
      ...withCount,
    }),
    db.deviceSession.count({ where: here }),
    asked === null ? null : db.deviceSession.findFirst({ where: { ...here, id: asked }, ...withCount }),
    db.deviceSession.findFirst({ where: { deviceId: row.deviceId, closedAt: null } }),
  ]);
  const ownOpen = sessions.find((one) => one.closedAt === null && one.personObjectId === actor.objectId);
  const chosen = older ?? ownOpen ?? sessions[0];
  const { incident } = row;
  return {
    incident: {
      ...{ id: incident.id, number: incident.number, title: incident.title },
      open: incident.status === 'open',
    },
    deviceId: row.deviceId,
    name: row.name,
    shown: chosen === undefined ? null : await sessionView(viewer, chosen, ownOpen?.id, pauses),
    heldBy: open === null || open.personObjectId === actor.objectId ? null : nameOf(open),
    sessions: sessions.map(sessionLine),
    sessionsInAll,
    may: { connect: mayDo(actor.roles, 'device.live-response') },
  };
}

type SessionRow = Prisma.DeviceSessionGetPayload<{ include: { _count: { select: { commands: true } } } }>;

function sessionLine(row: SessionRow): SessionLine {
  return {
    id: row.id,
    personName: nameOf(row),
    openedAt: row.openedAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    lines: row._count.commands,
  };
}

function nameOf({ person }: { readonly person: Prisma.JsonValue }): string {
  return (person as unknown as PersonActor).displayName;
}

async function sessionView(
  { db }: Viewer,
  row: SessionRow,
  ownOpen: string | undefined,
  pauses: readonly StandingPause[],
): Promise<SessionView> {
  const commands = await db.deviceCommand.findMany({
    where: { sessionId: row.id },
    orderBy: { n: 'desc' },
    take: mostLines,
  });
  const ids = commands.flatMap(({ actionId }) => actionId ?? []);
  const [actions, items, busy] = await Promise.all([
    db.deviceAction.findMany({ where: { id: { in: ids } } }),
    db.acquisition.findMany({
      where: { requestKey: { in: ids.map(keyOfAction) } },
      orderBy: { id: 'asc' },
      include: { evidence: true },
    }),
    db.deviceAction.findFirst({
      where: { deviceId: row.deviceId, kind: 'live-response', endedAt: null },
      select: { id: true, number: true, act: true, state: true, askedAt: true, cancelWanted: true },
    }),
  ]);
  const views = commands.toReversed().map((command) => {
    const action = actions.find(({ id }) => id === command.actionId);
    const waits = command.state === 'waiting';
    return {
      ...commandView(command),
      behind: waits ? (busy?.number ?? 'the line before') : null,
      throttledUntil: heldUpUntil(waits ? busy : action, pauses),
      action: actionView(action),
      items: items
        .filter(({ requestKey }) => requestKey === keyOfAction(command.actionId ?? ''))
        .map(itemView),
    };
  });
  return {
    ...sessionLine(row),
    own: row.id === ownOpen,
    closedWhy: row.closedWhy,
    reason: row.reason,
    system: consoleSystem((row.device as unknown as Device).system),
    folder: row.folder,
    trace: row.trace,
    commands: views,
  };
}

type HeldUp = Pick<Prisma.DeviceActionGetPayload<object>, 'act' | 'state' | 'askedAt' | 'cancelWanted'>;

function heldUpUntil(row: HeldUp | null | undefined, pauses: readonly StandingPause[]): string | null {
  if (row == null) return null;
  const [act, state] = [row.act as unknown as DeviceAct, row.state as DeviceActionState];
  return throttledUntil({ ...row, act, state }, pauses);
}

/** These columns hold closed vocabularies and JSON that only the register writes. */
function commandView(row: Prisma.DeviceCommandGetPayload<object>) {
  return {
    ...{ id: row.id, n: row.n, line: row.line, name: row.name, state: row.state, words: row.words },
    ...{ notes: row.notes, intoFile: row.intoFile, background: row.background },
    output: row.output as 'table' | 'json',
    answer: row.answer as unknown as CommandAnswer | null,
    madeAt: row.madeAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

function actionView(row: Prisma.DeviceActionGetPayload<object> | undefined): CommandAction | null {
  if (row === undefined) return null;
  return {
    number: row.number,
    act: row.act as unknown as DeviceAct,
    state: row.state as DeviceActionState,
    seen: row.seen as unknown as DefenderAction | null,
    problem: row.problem,
    nextTryAt: row.nextTryAt.toISOString(),
    cancelWanted: row.cancelWanted,
    createdAt: row.createdAt.toISOString(),
    defenderId: row.defenderId,
  };
}

function itemView({
  evidence,
}: Prisma.AcquisitionGetPayload<{ include: { evidence: true } }>): CommandItemView {
  const { id, exhibitNumber, kind, state, sha256 } = evidence;
  const { output } = evidence.source as unknown as DeviceSource;
  const isLong = output.kind === 'device-file' && output.answerTo !== undefined;
  return { id, exhibitNumber, kind, state, sha256, isAnswer: isLong || output.kind === 'command-output' };
}
