import type { PgBoss } from 'pg-boss';
import type { Runtime } from '../runtime/runtime.ts';

type Jobs = Pick<PgBoss, 'send' | 'findJobs' | 'fail'>;

interface SilentJob {
  readonly queue: string;
  readonly key: string; // of the job: the id of what it is about
  readonly data: object;
  readonly heartbeatAt: Date;
}

/**
 * Hands the steps of silent workers to living ones, and repeats cancellations that were not finished. A live step
 * beats every five seconds; one silent for `takeoverSeconds`, by the database's own clock, is given up. Out: how
 * many were handed over. Safe to repeat, and safe if the silent worker wakes: whoever claims the step fences it off.
 * `self`: this worker, which knows of its own steps that they live.
 */
export async function requeueStalled(
  db: Runtime['db'],
  jobs: Jobs,
  self: string,
  takeoverSeconds: number,
): Promise<number> {
  const silent = await silentSteps(db, self, takeoverSeconds);
  const cancellations = await silentCancellations(db, takeoverSeconds);
  const verifications = await silentVerifications(db, self, takeoverSeconds);
  for (const job of [...silent, ...cancellations].map(acquisitionJob)) await handOver(jobs, job);
  for (const { id, heartbeatAt } of verifications)
    await handOver(jobs, { queue: 'verify-ledger', key: id, data: { verificationId: id }, heartbeatAt });
  return silent.length;
}

interface SilentStep {
  readonly acquisitionId: string;
  readonly step: string;
  readonly heartbeatAt: Date;
}

function acquisitionJob({ acquisitionId, step, heartbeatAt }: SilentStep): SilentJob {
  return { queue: step, key: acquisitionId, data: { acquisitionId }, heartbeatAt };
}

function silentSteps(db: Runtime['db'], self: string, takeoverSeconds: number): Promise<SilentStep[]> {
  return db.$queryRaw<SilentStep[]>`
    select s.acquisition_id as "acquisitionId", s.step, s.heartbeat_at as "heartbeatAt"
    from acquisition_step s join acquisition a on a.id = s.acquisition_id
    where s.state = 'running' and s.worker is distinct from ${self} and a.state in ('running', 'failed')
      and s.heartbeat_at < clock_timestamp() - make_interval(secs => ${takeoverSeconds}::double precision)`;
}

/** A cancellation that nobody has begun yet, or whose worker is silent. */
function silentCancellations(db: Runtime['db'], takeoverSeconds: number): Promise<SilentStep[]> {
  return db.$queryRaw<SilentStep[]>`
    select id as "acquisitionId", 'cancel-acquisition' as step,
      coalesce(cancel_heartbeat_at, to_timestamp(0)) as "heartbeatAt"
    from acquisition
    where state = 'cancelling' and coalesce(cancel_heartbeat_at, to_timestamp(0))
      < clock_timestamp() - make_interval(secs => ${takeoverSeconds}::double precision)`;
}

/** A verification whose worker is silent, or that no worker has taken. */
function silentVerifications(
  db: Runtime['db'],
  self: string,
  takeoverSeconds: number,
): Promise<{ id: string; heartbeatAt: Date }[]> {
  return db.$queryRaw<{ id: string; heartbeatAt: Date }[]>`
    select id, coalesce(heartbeat_at, requested_at) as "heartbeatAt" from ledger_verification
    where state in ('waiting', 'running') and worker is distinct from ${self}
      and coalesce(heartbeat_at, requested_at)
        < clock_timestamp() - make_interval(secs => ${takeoverSeconds}::double precision)`;
}

/** Gives the dead worker's job back to the queue, or sends a new one if the queue has none. */
async function handOver(jobs: Jobs, { queue, key, data, heartbeatAt }: SilentJob): Promise<void> {
  const held = await jobs.findJobs(queue, { key });
  const active = held.filter((job) => job.state === 'active');
  for (const job of active) {
    // A job begun after the last heartbeat is a taker-over that has not claimed the step yet.
    if (job.startedOn <= heartbeatAt) await jobs.fail(queue, job.id, { message: 'the worker fell silent' });
  }
  if (active.length === 0) await jobs.send(queue, data, { singletonKey: key });
}
