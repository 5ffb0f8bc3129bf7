import type { Prisma } from '../../../prisma/generated/client.ts';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { Device } from '../../custody/device.ts';
import type { DeviceAct, DeviceActionState } from '../../custody/device-action.ts';
import { isOverHere } from '../../custody/device-action.ts';
import type { DeviceSource } from '../../custody/evidence-source.ts';
import type { LegalAuthority } from '../../custody/legal-authority.ts';
import type { DefenderAction } from '../../custody/live-response.ts';
import type { ReadDigests } from '../../custody/read-digests.ts';
import type {
  DeviceActionLease,
  DeviceActionRecord,
  DeviceDesk,
  DeviceFile,
  DeviceLook,
  DeviceRuns,
  NewDeviceAction,
} from '../../ports/device-desk.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import { jsonColumn } from './json-column.ts';
import { isUuid } from './ledger-look.ts';
import { nextNumber } from './number-series.ts';
import type { Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

const leaseSeconds = 120;

/** What was asked of devices, inside or outside a transaction. */
export function deviceLook(tx: Transaction): DeviceLook {
  return {
    deviceAction: async (id) =>
      isUuid(id) ? recordOf(await tx.deviceAction.findUnique({ where: { id } })) : null,
    deviceActionByKey: async (requestKey) =>
      recordOf(await tx.deviceAction.findUnique({ where: { requestKey } })),
    hasDevice: async (incidentId, deviceId) =>
      (await tx.incidentDevice.findUnique({ where: { incidentId_deviceId: { incidentId, deviceId } } })) !==
      null,
    openDeviceAction: async (deviceId, kind) =>
      recordOf(await tx.deviceAction.findFirst({ where: { deviceId, kind, endedAt: null } })),
    deviceFile: async (incidentId, exhibitNumber) => {
      const where = { incidentId, exhibitNumber, kind: 'device-file', state: 'sealed', rehearsal: false };
      const row = await tx.evidenceItem.findFirst({ where, select: { source: true, digests: true } });
      return row === null ? null : deviceFile(row);
    },
    isDeviceActionApproved: async (id) =>
      (await tx.proposal.count({ where: { kind: 'device-act', key: id, state: 'confirmed' } })) > 0,
  };
}

function deviceFile(row: { readonly source: unknown; readonly digests: unknown }): DeviceFile | null {
  const { device, output } = row.source as DeviceSource;
  const { payloadSha256: sha256 } = row.digests as ReadDigests;
  return output.kind === 'device-file' ? { deviceId: device.deviceId, path: output.path, sha256 } : null;
}

/** The same over a pool: outside a transaction errors are translated at every read. */
export function poolDeviceLook(db: Database): DeviceLook {
  const look = deviceLook(db);
  return {
    deviceAction: (id) => throwingCustodyErrors(() => look.deviceAction(id)),
    deviceActionByKey: (key) => throwingCustodyErrors(() => look.deviceActionByKey(key)),
    hasDevice: (incidentId, deviceId) => throwingCustodyErrors(() => look.hasDevice(incidentId, deviceId)),
    openDeviceAction: (deviceId, kind) => throwingCustodyErrors(() => look.openDeviceAction(deviceId, kind)),
    deviceFile: (incidentId, number) => throwingCustodyErrors(() => look.deviceFile(incidentId, number)),
    isDeviceActionApproved: (id) => throwingCustodyErrors(() => look.isDeviceActionApproved(id)),
  };
}

/** The desk's drawer for what is asked of devices, inside one transaction. */
export function deviceDesk(tx: Transaction): DeviceDesk {
  return {
    addDeviceAction: (wanted) => add(tx, wanted),
    wantCancel: async (id) => {
      const { count } = await tx.deviceAction.updateMany({
        where: { id, endedAt: null },
        data: { cancelWanted: true, nextTryAt: new Date() },
      });
      if (count === 0) throw new CustodyError('conflict', 'This action is over already.');
    },
    settleDeviceAction: async (id, to, problem) => {
      const now = new Date();
      const { count } = await tx.deviceAction.updateMany({
        where: { id, state: 'proposed' },
        data: { state: to, problem, nextTryAt: now, ...(isOverHere(to) ? { endedAt: now } : {}) },
      });
      if (count === 0)
        throw new CustodyError('conflict', 'This action does not wait for a second person any more.');
    },
    moveDeviceAction: (lease, to, seen, problem) => move(tx, lease, to, seen, problem ?? null),
  };
}

async function add(tx: Transaction, wanted: NewDeviceAction) {
  const number = await nextNumber(tx, 'DA');
  const { device, act, requester, authority, ...rest } = wanted;
  const id = uuidV7();
  await tx.deviceAction.create({
    data: {
      ...rest,
      id,
      number,
      deviceId: device.deviceId,
      device: jsonColumn(device),
      kind: act.kind,
      act: jsonColumn(act),
      authority: jsonColumn(authority),
      requesterObjectId: requester.objectId,
      requester: jsonColumn(requester),
    },
  });
  return { id, number };
}

async function move(
  tx: Transaction,
  { action, fence }: DeviceActionLease,
  to: DeviceActionState,
  seen: Parameters<DeviceDesk['moveDeviceAction']>[2],
  problem: string | null,
): Promise<void> {
  const now = new Date();
  const { count } = await tx.deviceAction.updateMany({
    where: { id: action.id, fence, state: action.state, endedAt: null },
    data: {
      state: to,
      problem,
      tries: 0,
      nextTryAt: now,
      leaseUntil: null,
      ...(seen === null ? {} : { defenderId: seen.defenderId, seen: jsonColumn(seen.action), seenAt: now }),
      ...(to === 'submitted' ? { submittedAt: now } : {}),
      ...(isOverHere(to) ? { endedAt: now } : {}),
    },
  });
  if (count === 0)
    throw new CustodyError('fenced-off', `${action.number} has moved on since this worker took it.`);
}

/** Claims and reports of actions, each one statement. See the port for the rules. */
export function deviceRuns(db: Database): DeviceRuns {
  return {
    claimDeviceAction: () => throwingCustodyErrors(() => claim(db)),
    postponeDeviceAction: ({ action, fence }, { seen, problem, seconds }) =>
      throwingCustodyErrors(async () => {
        const json = seen === null ? null : JSON.stringify(seen);
        await db.$executeRaw`
          update device_action set problem = ${problem}, lease_until = null,
            seen = coalesce(${json}::jsonb, seen),
            seen_at = case when ${json}::jsonb is null then seen_at else clock_timestamp() end,
            next_try_at = clock_timestamp() + make_interval(secs => ${seconds})
          where id = ${action.id}::uuid and fence = ${fence} and ended_at is null`;
      }),
  };
}

async function claim(db: Database): Promise<DeviceActionLease | null> {
  const rows = await db.$queryRaw<{ id: string; fence: bigint }[]>`
    update device_action set fence = fence + 1, tries = tries + 1,
      lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    where id = (
      select id from device_action
      where ended_at is null and state <> 'proposed' and next_try_at <= clock_timestamp()
        and (lease_until is null or lease_until < clock_timestamp())
      order by next_try_at, id limit 1 for update skip locked)
    returning id::text, fence`;
  const row = rows[0];
  if (row === undefined) return null;
  const action = recordOf(await db.deviceAction.findUnique({ where: { id: row.id } }));
  return action === null ? null : { fence: row.fence, action };
}

/** These columns hold closed vocabularies and JSON that only this register writes. */
function recordOf(row: Prisma.DeviceActionGetPayload<object> | null): DeviceActionRecord | null {
  if (row === null) return null;
  return {
    id: row.id,
    number: row.number,
    incidentId: row.incidentId,
    deviceId: row.deviceId,
    device: row.device as unknown as Device,
    readAt: row.readAt.toISOString(),
    act: row.act as unknown as DeviceAct,
    reason: row.reason,
    authority: row.authority as unknown as LegalAuthority,
    plan: row.plan,
    requester: row.requester as unknown as PersonActor,
    state: row.state as DeviceActionState,
    defenderId: row.defenderId,
    seen: row.seen as unknown as DefenderAction | null,
    problem: row.problem,
    cancelWanted: row.cancelWanted,
    createdAt: row.createdAt.toISOString(),
    askedAt: row.askedAt?.toISOString() ?? null,
    tries: row.tries,
  };
}
