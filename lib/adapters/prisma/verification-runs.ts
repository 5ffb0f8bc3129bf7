import { fromPrisma } from 'pg-boss';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type {
  VerificationDesk,
  VerificationLease,
  VerificationProgress,
  VerificationRuns,
} from '../../ports/verification-runs.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import type { JobSender } from './desk-steps.ts';
import { jsonColumn } from './json-column.ts';
import type { Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

/** Claims and heartbeats of verifications, each one statement. See the port for the rules. */
export function verificationRuns(db: Database): VerificationRuns {
  return {
    claimVerification: (id, workerId) => throwingCustodyErrors(() => claim(db, id, workerId)),
    reportVerification: (lease, progress) => throwingCustodyErrors(() => report(db, lease, progress)),
  };
}

/** The desk's drawer for verifications, inside one transaction. */
export function verificationDesk(tx: Transaction, jobs: JobSender): VerificationDesk {
  return {
    beginVerification: async (requester) => {
      const id = uuidV7();
      const frozen = jsonColumn(requester);
      await tx.ledgerVerification.create({
        data: { id, state: 'waiting', requester: frozen, requestedAt: new Date() },
      });
      const data = { verificationId: id };
      await jobs.send('verify-ledger', data, { singletonKey: id, db: fromPrisma(tx) });
      return { id };
    },
    finishVerification: async (lease, outcome, report) => {
      const ended = await tx.ledgerVerification.updateMany({
        where: { id: lease.id, attempt: lease.attempt, worker: lease.workerId, state: 'running' },
        data: { state: 'done', outcome, report, finishedAt: new Date() },
      });
      if (ended.count === 0) throw fencedOff(lease);
    },
  };
}

async function claim(db: Database, id: string, workerId: string): Promise<VerificationLease | null> {
  const rows = await db.$queryRaw<{ attempt: number; requester: PersonActor }[]>`
    update ledger_verification
    set state = 'running', attempt = attempt + 1, worker = ${workerId}, started_at = clock_timestamp(),
      heartbeat_at = clock_timestamp(), step = null, entries_done = null, entries_total = null,
      sampled_at = '{}', sampled_entries = '{}'
    where id = ${id}::uuid and state in ('waiting', 'running')
    returning attempt, requester`;
  const row = rows[0];
  return row === undefined ? null : { id, workerId, attempt: row.attempt, requester: row.requester };
}

/** With a figure a sample is kept every five seconds, the newest 24 of them. */
async function report(
  db: Database,
  lease: VerificationLease,
  progress: VerificationProgress | null,
): Promise<void> {
  const read = progress?.entriesRead ?? null;
  const written = await db.$executeRaw`
    update ledger_verification v
    set heartbeat_at = clock_timestamp(),
      step = coalesce(${progress?.step ?? null}::text, v.step),
      entries_done = coalesce(${progress?.entriesDone ?? null}::bigint, v.entries_done),
      entries_total = coalesce(${progress?.entriesTotal ?? null}::bigint, v.entries_total),
      (sampled_at, sampled_entries) = (
        select coalesce(array_agg(at order by at), '{}'), coalesce(array_agg(entries order by at), '{}')
        from (
          select * from unnest(v.sampled_at, v.sampled_entries) as kept(at, entries)
          union all
          select clock_timestamp(), ${read}::bigint
          where ${read}::bigint is not null
            and coalesce(v.sampled_at[cardinality(v.sampled_at)] <= clock_timestamp() - interval '5 seconds', true)
          order by at desc limit 24
        ) as newest
      )
    where v.id = ${lease.id}::uuid and v.attempt = ${lease.attempt} and v.worker = ${lease.workerId}
      and v.state = 'running'`;
  if (written === 0) throw fencedOff(lease);
}

function fencedOff({ id, attempt }: VerificationLease): CustodyError {
  return new CustodyError('fenced-off', 'Another worker took this verification over.', {
    detail: { verificationId: id, attempt },
  });
}
