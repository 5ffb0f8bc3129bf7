import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { WorkingCopyEnd, WorkingCopyState } from '../../custody/working-copy.ts';
import type {
  NewWorkingCopy,
  WorkingCopyDesk,
  WorkingCopyLease,
  WorkingCopyLook,
  WorkingCopyRecord,
  WorkingCopyRuns,
} from '../../ports/working-copies.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import { jsonColumn } from './json-column.ts';
import type { Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

const silentSeconds = 60;

export function workingCopyLook(tx: Transaction): WorkingCopyLook {
  return {
    workingCopy: (id) => findCopy(tx, id),
  };
}

/** The desk's drawer for working copies, inside one transaction. */
export function workingCopyDesk(tx: Transaction): WorkingCopyDesk {
  return {
    openWorkingCopy: (wanted) => open(tx, wanted),
    endWorkingCopy: async (id, why) => {
      const { count } = await tx.workingCopy.updateMany({
        where: { id, endWhy: null, state: { not: 'removed' } },
        data: { endWhy: why, nextTryAt: new Date(), tries: 0, problem: null },
      });
      return count === 1;
    },
    holdWorkingCopy: async (lease) => {
      const rows = await tx.$queryRaw<{ held: number }[]>`
        select 1 as held from working_copy
        where id = ${lease.copy.id}::uuid and fence = ${lease.fence} and state <> 'removed' for update`;
      if (rows.length === 0) throw fencedOff(lease);
    },
    moveWorkingCopy: async (lease, state, diskId) => {
      const { count } = await tx.workingCopy.updateMany({
        where: leased(lease),
        data: { state, diskId, problem: null, tries: 0 },
      });
      if (count === 0) throw fencedOff(lease);
    },
  };
}

/** The item's row is locked, so that two copies of one item never take the same number. */
async function open(tx: Transaction, wanted: NewWorkingCopy) {
  const { evidenceId, exhibitNumber, requester, ...rest } = wanted;
  await tx.$queryRaw`select 1 from evidence_item where id = ${evidenceId}::uuid for no key update`;
  const taken = await tx.workingCopy.findFirst({
    where: { machineId: rest.machineId, lun: rest.lun, state: { not: 'removed' } },
    select: { number: true },
  });
  if (taken !== null)
    throw new CustodyError(
      'conflict',
      `LUN ${rest.lun} of this workstation holds ${taken.number}. Choose another.`,
    );
  const ordinal = (await tx.workingCopy.count({ where: { evidenceId } })) + 1;
  const number = `${exhibitNumber}-W${ordinal}`;
  const id = uuidV7();
  const data = { ...rest, id, number, ordinal, evidenceId, requester: jsonColumn(requester) };
  await tx.workingCopy.create({ data: { ...data, state: 'requested' } });
  return { id, number };
}

/** Claims and heartbeats of working copies, each one statement. See the port for the rules. */
export function workingCopyRuns(db: Database): WorkingCopyRuns {
  return {
    endOverdueWorkingCopies: () =>
      throwingCustodyErrors(
        () => db.$executeRaw`
          update working_copy w set end_why = case when g.revoked_at is null then 'ended' else 'revoked' end,
            next_try_at = clock_timestamp(), tries = 0, problem = null
          from access_grant g
          where g.id = w.grant_id and w.state <> 'removed' and w.end_why is null
            and (g.revoked_at is not null or g.ends_at <= clock_timestamp())`,
      ),
    claimWorkingCopy: (what) => throwingCustodyErrors(() => claim(db, what)),
    reportWorkingCopy: (lease, bytes) => throwingCustodyErrors(() => report(db, lease, bytes)),
    releaseWorkingCopy: (lease) =>
      throwingCustodyErrors(async () => {
        await db.workingCopy.updateMany({ where: leased(lease), data: { leaseUntil: null } });
      }),
    postponeWorkingCopy: (lease, problem, seconds) =>
      throwingCustodyErrors(async () => {
        await db.$executeRaw`
          update working_copy set problem = ${problem}, lease_until = null, tries = tries + 1,
            next_try_at = clock_timestamp() + make_interval(secs => ${seconds})
          where id = ${lease.copy.id}::uuid and fence = ${lease.fence} and state <> 'removed'`;
      }),
  };
}

async function claim(db: Database, what: 'make' | 'take-away'): Promise<WorkingCopyLease | null> {
  const rows = await db.$queryRaw<{ id: string; fence: bigint }[]>`
    update working_copy set fence = fence + 1,
      lease_until = clock_timestamp() + make_interval(secs => ${silentSeconds})
    where id = (
      select id from working_copy
      where (end_why is not null) = ${what === 'take-away'} and state <> 'removed'
        and (state <> 'attached' or end_why is not null) and next_try_at <= clock_timestamp() and (lease_until is null or lease_until < clock_timestamp())
      order by next_try_at, id limit 1 for update skip locked)
    returning id::text, fence`;
  const row = rows[0];
  const copy = row === undefined ? null : await findCopy(db, row.id);
  return row === undefined || copy === null ? null : { fence: row.fence, copy };
}

async function report(
  db: Database,
  lease: WorkingCopyLease,
  bytes: { readonly done: bigint; readonly total: bigint } | null,
): Promise<{ readonly ends: boolean }> {
  const rows = await db.$queryRaw<{ ends: boolean }[]>`
    update working_copy set lease_until = clock_timestamp() + make_interval(secs => ${silentSeconds}),
      bytes_done = coalesce(${bytes?.done ?? null}::bigint, bytes_done),
      bytes_total = coalesce(${bytes?.total ?? null}::bigint, bytes_total)
    where id = ${lease.copy.id}::uuid and fence = ${lease.fence} and state <> 'removed'
    returning end_why is not null as ends`;
  const row = rows[0];
  if (row === undefined) throw fencedOff(lease);
  return row;
}

async function findCopy(tx: Transaction, id: string): Promise<WorkingCopyRecord | null> {
  const row = await tx.workingCopy.findUnique({
    where: { id },
    include: {
      evidence: { select: { exhibitNumber: true, incidentId: true } },
      grant: { select: { requestId: true, request: { select: { number: true } } } },
    },
  });
  if (row === null) return null;
  // These columns hold closed vocabularies and JSON that only this register writes.
  return {
    id: row.id,
    number: row.number,
    evidenceId: row.evidenceId,
    exhibitNumber: row.evidence.exhibitNumber,
    incidentId: row.evidence.incidentId,
    grantId: row.grantId,
    requestId: row.grant.requestId,
    requestNumber: row.grant.request.number,
    requester: row.requester as unknown as PersonActor,
    machineId: row.machineId,
    lun: row.lun,
    state: row.state as WorkingCopyState,
    endWhy: row.endWhy as WorkingCopyEnd | null,
    problem: row.problem,
    tries: row.tries,
  };
}

function leased({ copy, fence }: WorkingCopyLease) {
  return { id: copy.id, fence, state: { not: 'removed' } };
}

function fencedOff({ copy }: WorkingCopyLease): CustodyError {
  return new CustodyError('fenced-off', `Another worker took ${copy.number} over.`);
}
