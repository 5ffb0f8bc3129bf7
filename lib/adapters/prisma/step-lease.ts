import type { AcquisitionStep } from '../../custody/acquisition.ts';
import { begunAgain } from '../../custody/acquisition-words.ts';
import type { CustodyRegister, StepLease, StepProgress } from '../../ports/custody-register.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import { fencedOff } from './desk-steps.ts';

/** Takes a step, or null; one statement, so two workers never hold the same fence. See the port for the rules. */
export async function claimStep(
  db: Database,
  acquisitionId: string,
  step: AcquisitionStep,
  workerId: string,
): Promise<StepLease | null> {
  const rows = await throwingCustodyErrors(
    () => db.$queryRaw<{ fence: bigint; attempt: number; started_at: string }[]>`
      with open as (
        select id from acquisition
        where id = ${acquisitionId}::uuid and state not in ('cancelled', 'refused', 'done')
        for update
      )
      update acquisition_step s
      set fence = fence + 1, attempt = attempt + 1, state = 'running', worker = ${workerId},
        message = case when s.state = 'running' then ${begunAgain} end,
        started_at = clock_timestamp(), heartbeat_at = clock_timestamp(), finished_at = null,
        bytes_done = null, bytes_total = null, throttles = 0, sampled_at = '{}', sampled_bytes = '{}'
      from open
      where s.acquisition_id = open.id and s.step = ${step} and s.state not in ('done', 'skipped')
      returning s.fence, s.attempt,
        to_char(s.started_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as started_at`,
  );
  const row = rows[0];
  if (row === undefined) return null;
  return { acquisitionId, step, fence: row.fence, attempt: row.attempt, workerId, startedAt: row.started_at };
}

/**
 * Writes progress and heartbeat, and every five seconds a sample of the bytes done; the newest 24 are kept. A beat
 * without a figure is sampled too, so that a standstill shows. Throws `fenced-off` once the step is another's.
 */
export async function reportProgress(
  db: Database,
  lease: StepLease,
  progress: StepProgress,
): ReturnType<CustodyRegister['reportProgress']> {
  const rows = await throwingCustodyErrors(
    () => db.$queryRaw<{ state: string }[]>`
      update acquisition_step s
      set heartbeat_at = clock_timestamp(),
        bytes_done = coalesce(${progress.bytesDone ?? null}::bigint, s.bytes_done),
        bytes_total = coalesce(${progress.bytesTotal ?? null}::bigint, s.bytes_total),
        throttles = coalesce(${progress.throttles ?? null}::int, s.throttles),
        message = coalesce(${progress.message ?? null}::text, s.message),
        (sampled_at, sampled_bytes) = (
          select coalesce(array_agg(at order by at), '{}'), coalesce(array_agg(bytes order by at), '{}')
          from (
            select * from unnest(s.sampled_at, s.sampled_bytes) as kept(at, bytes)
            union all
            select clock_timestamp(), coalesce(${progress.bytesDone ?? null}::bigint, s.bytes_done)
            where coalesce(${progress.bytesDone ?? null}::bigint, s.bytes_done) is not null
              and coalesce(s.sampled_at[cardinality(s.sampled_at)] <= clock_timestamp() - interval '5 seconds', true)
            order by at desc limit 24
          ) as newest
        )
      from acquisition a
      where a.id = s.acquisition_id and s.acquisition_id = ${lease.acquisitionId}::uuid and s.step = ${lease.step}
        and s.fence = ${lease.fence} and s.worker = ${lease.workerId} and s.state = 'running'
      returning a.state`,
  );
  const row = rows[0];
  if (row === undefined) throw fencedOff(lease);
  return { cancelRequested: row.state === 'cancelling' || row.state === 'cancelled' };
}

/** Says that a worker is carrying a cancellation out, by the database's clock. A finished one is left as it is. */
export async function reportCancellation(
  db: Database,
  acquisitionId: string,
  workerId: string,
  problem: string | null,
): Promise<void> {
  await throwingCustodyErrors(
    () => db.$executeRaw`
      update acquisition
      set cancel_worker = ${workerId}, cancel_heartbeat_at = clock_timestamp(), 
        cancel_problem = coalesce(${problem}, cancel_problem)
      where id = ${acquisitionId}::uuid and state = 'cancelling'`,
  );
}
