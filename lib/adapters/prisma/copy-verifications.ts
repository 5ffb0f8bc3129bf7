import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type {
  CopyVerificationDesk,
  CopyVerificationLease,
  CopyVerificationLook,
  CopyVerificationRuns,
} from '../../ports/copy-verifications.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import { freezeOf } from './freeze-look.ts';
import { jsonColumn } from './json-column.ts';
import type { Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

const silentSeconds = 60;

export function copyVerificationLook(tx: Transaction): CopyVerificationLook {
  return {
    freezeOf: (evidenceId) => freezeOf(tx, evidenceId),
    lastCopyVerification: (evidenceId) =>
      tx.copyVerification.findFirst({
        where: { evidenceId, finishedAt: { not: null } },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        select: { id: true },
      }),
    openCopyVerification: (evidenceId) =>
      tx.copyVerification.findFirst({ where: { evidenceId, finishedAt: null }, select: { id: true } }),
  };
}

/** The same over a pool: outside a transaction errors are translated at every read. */
export function poolCopyVerificationLook(db: Database): CopyVerificationLook {
  const look = copyVerificationLook(db);
  return {
    freezeOf: (id) => throwingCustodyErrors(() => look.freezeOf(id)),
    lastCopyVerification: (id) => throwingCustodyErrors(() => look.lastCopyVerification(id)),
    openCopyVerification: (id) => throwingCustodyErrors(() => look.openCopyVerification(id)),
  };
}

/** The desk's drawer for whole reads, inside one transaction. */
export function copyVerificationDesk(tx: Transaction): CopyVerificationDesk {
  return {
    openNewCopyVerification: async (evidenceId, requester) => {
      const id = uuidV7();
      await tx.copyVerification.create({ data: { id, evidenceId, requester: jsonColumn(requester) } });
      return { id };
    },
    finishCopyVerification: async ({ id, fence }, outcome, problem) => {
      const { count } = await tx.copyVerification.updateMany({
        where: { id, fence, finishedAt: null },
        data: { outcome, problem, finishedAt: new Date(), leaseUntil: null },
      });
      if (count === 0) throw fencedOff();
    },
  };
}

/** Claims and heartbeats of whole reads, each one statement. See the port for the rules. */
export function copyVerificationRuns(db: Database): CopyVerificationRuns {
  return {
    claimCopyVerification: () => throwingCustodyErrors(() => claim(db)),
    reportCopyVerification: (lease, bytes) => throwingCustodyErrors(() => report(db, lease, bytes)),
    postponeCopyVerification: ({ id, fence }, problem, seconds) =>
      throwingCustodyErrors(async () => {
        await db.$executeRaw`
          update copy_verification set problem = ${problem}, lease_until = null, tries = tries + 1,
            next_try_at = clock_timestamp() + make_interval(secs => ${seconds})
          where id = ${id}::uuid and fence = ${fence} and finished_at is null`;
      }),
  };
}

async function claim(db: Database): Promise<CopyVerificationLease | null> {
  const rows = await db.$queryRaw<
    { id: string; fence: bigint; evidence_id: string; requester: PersonActor; tries: number }[]
  >`
    update copy_verification set fence = fence + 1,
      lease_until = clock_timestamp() + make_interval(secs => ${silentSeconds})
    where id = (
      select id from copy_verification
      where finished_at is null and not exists (select from disposal d
          where d.evidence_id = copy_verification.evidence_id and d.state in ('deleting', 'done'))
        and next_try_at <= clock_timestamp()
        and (lease_until is null or lease_until < clock_timestamp())
      order by next_try_at, id limit 1 for update skip locked)
    returning id::text, fence, evidence_id::text, requester, tries`;
  const row = rows[0];
  if (row === undefined) return null;
  const { id, fence, evidence_id: evidenceId, requester, tries } = row;
  return { id, fence, evidenceId, requester, tries };
}

async function report(
  db: Database,
  { id, fence }: CopyVerificationLease,
  bytes: { readonly done: bigint; readonly total: bigint } | null,
): Promise<void> {
  const written = await db.$executeRaw`
    update copy_verification set lease_until = clock_timestamp() + make_interval(secs => ${silentSeconds}),
      bytes_done = coalesce(${bytes?.done ?? null}::bigint, bytes_done),
      bytes_total = coalesce(${bytes?.total ?? null}::bigint, bytes_total)
    where id = ${id}::uuid and fence = ${fence} and finished_at is null`;
  if (written === 0) throw fencedOff();
}

function fencedOff(): CustodyError {
  return new CustodyError('fenced-off', 'Another worker took this full read over, or it is over.');
}
