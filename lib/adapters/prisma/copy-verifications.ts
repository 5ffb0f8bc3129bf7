import { Prisma } from '../../../prisma/generated/client.ts';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CheckKind } from '../../custody/fixity.ts';
import type {
  CopyVerificationDesk,
  CopyVerificationLease,
  CopyVerificationLook,
  CopyVerificationRuns,
  ScheduledCheck,
} from '../../ports/copy-verifications.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import { scheduledItems } from './fixity-look.ts';
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
        where: { evidenceId, kind: 'whole', finishedAt: { not: null } },
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
    openScheduledCheck: (check, now) => openScheduled(tx, check, now),
    claimMissedCheck: (evidenceId, kind, dueBy) => claimMissed(tx, evidenceId, kind, dueBy),
    finishCopyVerification: async ({ id, fence }, outcome, problem) => {
      const { count } = await tx.copyVerification.updateMany({
        where: { id, fence, finishedAt: null },
        data: { outcome, problem, finishedAt: new Date(), leaseUntil: null },
      });
      if (count === 0) throw fencedOff();
    },
  };
}

/** The lock is the schedule's: two workers never open one each. */
async function openScheduled(
  tx: Transaction,
  { evidenceId, ground, seed, bytesPerHour }: ScheduledCheck,
  now: Date,
): Promise<{ readonly id: string }> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended('fixity:schedule', 0))`;
  const open = await tx.copyVerification.findFirst({
    where: { finishedAt: null, OR: [{ requester: { equals: Prisma.DbNull } }, { evidenceId }] },
    select: { id: true },
  });
  const last = await tx.copyVerification.findFirst({
    where: { requester: { equals: Prisma.DbNull } },
    orderBy: { createdAt: 'desc' },
    select: { createdAt: true, bytesDone: true },
  });
  const restMs = last === null ? 0 : (Number(last.bytesDone ?? 0n) / bytesPerHour) * 3_600_000;
  if (open !== null || (last !== null && last.createdAt.getTime() + restMs > now.getTime()))
    throw new CustodyError('conflict', 'Another check is open, or enough was read by schedule lately.');
  const id = uuidV7();
  const kind = seed === null ? 'whole' : 'sample';
  const drawnBy = seed === null ? {} : { seed: new Uint8Array(seed) };
  await tx.copyVerification.create({ data: { id, evidenceId, kind, ground, ...drawnBy, createdAt: now } });
  return { id };
}

async function claimMissed(
  tx: Transaction,
  evidenceId: string,
  kind: CheckKind,
  dueBy: string,
): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`fixity:${evidenceId}`}, 0))`;
  const told = await tx.$queryRaw<object[]>`
    select 1 from custody_event where stream = ${evidenceId} and type = 'evidence.check-missed'
      and event_member(body, '{detail,check}') = ${kind} and event_member(body, '{detail,dueBy}') = ${dueBy} limit 1`;
  if (told.length > 0) throw new CustodyError('conflict', 'It is on record that this check was missed.');
}

/** Claims and heartbeats of whole reads, each one statement. See the port for the rules. */
export function copyVerificationRuns(db: Database): CopyVerificationRuns {
  return {
    scheduledItems: () => throwingCustodyErrors(() => scheduledItems(db)),
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
    {
      id: string;
      fence: bigint;
      evidence_id: string;
      requester: PersonActor | null;
      seed: Uint8Array | null;
      tries: number;
    }[]
  >`
    update copy_verification set fence = fence + 1, begun_at = clock_timestamp(),
      lease_until = clock_timestamp() + make_interval(secs => ${silentSeconds})
    where id = (
      select id from copy_verification
      where finished_at is null and not exists (select from disposal d
          where d.evidence_id = copy_verification.evidence_id and d.state in ('deleting', 'done'))
        and next_try_at <= clock_timestamp()
        and (lease_until is null or lease_until < clock_timestamp())
      order by requester is null, next_try_at, id limit 1 for update skip locked)
    returning id::text, fence, evidence_id::text, requester, seed, tries`;
  const row = rows[0];
  if (row === undefined) return null;
  const { id, fence, evidence_id: evidenceId, requester, seed, tries } = row;
  return { id, fence, evidenceId, requester, seed, tries };
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
