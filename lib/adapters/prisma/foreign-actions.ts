import { actionMarker } from '../../custody/device-action.ts';
import type { DefenderAction } from '../../custody/live-response.ts';
import type {
  ForeignAction,
  ForeignActionDesk,
  ForeignActionLook,
  PortalAct,
} from '../../ports/foreign-actions.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import { jsonColumn } from './json-column.ts';
import { isUuid } from './ledger-look.ts';
import type { Transaction } from './transaction.ts';

/** What others asked Defender for, inside or outside a transaction. */
export function foreignActionLook(tx: Transaction): ForeignActionLook {
  return {
    unseenForeign: (actions) => unseen(tx, actions),
    unseenPortalActs: (acts) => unseenActs(tx, acts),
  };
}

/** The same over a pool: outside a transaction errors are translated at every read. */
export function poolForeignActionLook(db: Database): ForeignActionLook {
  const look = foreignActionLook(db);
  return {
    unseenForeign: (actions) => throwingCustodyErrors(() => look.unseenForeign(actions)),
    unseenPortalActs: (acts) => throwingCustodyErrors(() => look.unseenPortalActs(acts)),
  };
}

/** The desk's drawer for them, inside one transaction. */
export function foreignActionDesk(tx: Transaction): ForeignActionDesk {
  return {
    keepForeign: async ({ incidentId, action, file }) => {
      const { id: defenderId, deviceId, type, requestor, comment, createdAt } = action;
      const requestedAt = createdAt === null ? null : new Date(createdAt);
      const row = { incidentId, defenderId, deviceId: deviceId.toLowerCase(), type, requestor, comment };
      await tx.deviceForeignAction.create({
        data: {
          ...{ ...row, requestedAt, seenAt: new Date() },
          ...(file === null ? {} : { file: jsonColumn(file) }),
        },
      });
    },
  };
}

/** Anybody can write our marker into a comment: it counts only while the action of ours that it names is not at Defender. */
async function unseen(
  tx: Transaction,
  actions: readonly DefenderAction[],
): Promise<readonly ForeignAction[]> {
  const deviceIds = [...new Set(actions.map(({ deviceId }) => deviceId.toLowerCase()))];
  const devices = await tx.incidentDevice.findMany({
    where: { deviceId: { in: deviceIds }, incident: { status: 'open' } },
    include: { incident: { include: { members: true } } },
  });
  if (devices.length === 0) return [];
  const defenderId = { in: actions.map(({ id }) => id) };
  const [sent, sending, kept, marked] = await Promise.all([
    tx.deviceAction.findMany({ where: { defenderId }, select: { defenderId: true } }),
    tx.deviceAction.findMany({
      where: { defenderId: null, deviceId: { in: deviceIds } },
      select: { id: true },
    }),
    tx.deviceForeignAction.findMany({
      where: { defenderId },
      select: { defenderId: true, incidentId: true },
    }),
    tx.deviceAction.findMany({
      where: { id: { in: actions.flatMap(markedId) }, defenderId: { not: null } },
      select: { id: true, number: true, incidentId: true, deviceId: true, seen: true },
    }),
  ]);
  const ours = new Set(sent.map((one) => one.defenderId));
  const markers = sending.map(({ id }) => actionMarker(id));
  const known = new Set(kept.map((one) => `${one.incidentId} ${one.defenderId}`));
  return actions.flatMap((action) => {
    if (ours.has(action.id) || markers.some((marker) => action.comment?.includes(marker) === true)) return [];
    const twin = marked.find((one) => isTwin(one, action));
    return devices
      .filter(({ incidentId }) => twin === undefined || twin.incidentId === incidentId) // it quotes that one's reason
      .filter(({ deviceId }) => deviceId === action.deviceId.toLowerCase())
      .filter(({ incidentId }) => !known.has(`${incidentId} ${action.id}`))
      .map(({ incident, name }) => ({
        ...{ incidentId: incident.id, incidentNumber: incident.number, deviceName: name, action },
        twinOf: twin?.number ?? null,
        file: null,
        audience: incident.restricted ? incident.members.map(({ objectId }) => objectId) : null,
      }));
  });
}

function markedId({ comment }: DefenderAction): readonly string[] {
  const [, id] = /^\[holdfast:([0-9a-f-]{36})\]/.exec(comment ?? '') ?? [];
  return id === undefined || !isUuid(id) ? [] : [id];
}

/** Whoever copies our marker asks as somebody else, and is no twin. */
function isTwin(
  ours: { readonly id: string; readonly deviceId: string; readonly seen: unknown },
  { comment, deviceId, requestor, type }: DefenderAction,
): boolean {
  const seen = ours.seen as DefenderAction | null;
  const isSame = seen !== null && seen.requestor === requestor && seen.type === type;
  return (
    isSame && ours.deviceId === deviceId.toLowerCase() && comment?.startsWith(actionMarker(ours.id)) === true
  );
}

/** The audit knows devices by their names alone, with or without a domain. */
async function unseenActs(tx: Transaction, acts: readonly PortalAct[]): Promise<readonly ForeignAction[]> {
  if (acts.length === 0) return [];
  const [devices, kept] = await Promise.all([
    tx.incidentDevice.findMany({
      where: { incident: { status: 'open' } },
      include: { incident: { include: { members: true } } },
    }),
    tx.deviceForeignAction.findMany({
      where: { defenderId: { in: acts.map(({ id }) => id) } },
      select: { defenderId: true, incidentId: true },
    }),
  ]);
  const known = new Set(kept.map((one) => `${one.incidentId} ${one.defenderId}`));
  return acts.flatMap((act) =>
    devices
      .filter(({ name, incidentId }) => isNamed(name, act) && !known.has(`${incidentId} ${act.id}`))
      .map(({ incident, name, deviceId }) => ({
        ...{ incidentId: incident.id, incidentNumber: incident.number, deviceName: name, twinOf: null },
        audience: incident.restricted ? incident.members.map(({ objectId }) => objectId) : null,
        action: actionOfAct(act, deviceId),
        file: act.file,
      })),
  );
}

function isNamed(name: string, { deviceName }: PortalAct): boolean {
  const [one, other] = [name.toLowerCase(), deviceName.toLowerCase()];
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

function actionOfAct({ id, operation, person, comment, at, recordSha256 }: PortalAct, deviceId: string) {
  return {
    ...{ id, deviceId, type: operation, requestor: person, comment, createdAt: at, updatedAt: at },
    ...{ scope: null, state: 'unknown', deviceName: null, errorCode: null, trouble: null, cancelledBy: null },
    ...{ commands: [], sha256: recordSha256 },
  } satisfies DefenderAction;
}
