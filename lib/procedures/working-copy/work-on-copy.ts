import type { AzureTrace } from '../../custody/azure-trace.ts';
import { CustodyError, isRetryable } from '../../custody/custody-error.ts';
import type { WorkingCopyLease } from '../../ports/working-copies.ts';
import { useEvent } from '../access/use-event.ts';
import type { ProcedureContext } from '../procedure.ts';
import { tellWatch } from '../tell-watch.ts';
import { copyNoteKey, diskNameOf, exporterFor, ofCopy } from './copy-event.ts';
import { type CopyWork, makeWorkingCopy } from './make-working-copy.ts';
import { takeAwayWorkingCopy } from './take-away-working-copy.ts';

const heartbeatMs = 5_000;
const longestPauseSeconds = 300;
const cleaningMs = 300_000;

/**
 * Takes one copy that is to be made, or taken away, and goes on with it to its end or to what stands in the way, which is
 * recorded. Making is given up when it can never succeed; taking away is tried again for ever. Out: whether there was one.
 */
export async function workOnCopy(
  context: ProcedureContext,
  what: 'make' | 'take-away',
  stopping: AbortSignal,
): Promise<boolean> {
  const disks = context.workingDisks;
  const lease = disks === undefined ? null : await context.register.claimWorkingCopy(what);
  if (disks === undefined || lease === null) return false;
  const calls: AzureTrace[] = [];
  const life = keepAlive(context, lease, stopping);
  const work: CopyWork = { context, disks, lease, calls, progress: life.progress, signal: life.signal };
  const steps = what === 'make' ? makeWorkingCopy : takeAwayWorkingCopy;
  try {
    await disks.watched(calls, () => steps(work));
    await context.register.releaseWorkingCopy(lease);
  } catch (error) {
    await endAttempt(context, lease, what, calls, error, life.signal.aborted);
  } finally {
    life.end();
  }
  return true;
}

/** Heartbeats with the newest figure; an end that was asked for meanwhile, or a lost lease, stops the work. */
function keepAlive({ register }: ProcedureContext, lease: WorkingCopyLease, stopping: AbortSignal) {
  const ends = new AbortController();
  let bytes: { readonly done: bigint; readonly total: bigint } | null = null;
  const beat = async () => {
    try {
      const { ends: asked } = await register.reportWorkingCopy(lease, bytes);
      if (asked && lease.copy.endWhy === null) ends.abort();
    } catch (error) {
      // Without a database the work goes on; its record at the end decides.
      if (error instanceof CustodyError && error.code === 'fenced-off') ends.abort();
    }
  };
  const timer = setInterval(() => void beat(), heartbeatMs);
  return {
    signal: AbortSignal.any([stopping, ends.signal]),
    progress: (done: bigint, total: bigint) => {
      bytes = { done, total };
    },
    end: () => clearInterval(timer),
  };
}

async function endAttempt(
  context: ProcedureContext,
  lease: WorkingCopyLease,
  what: 'make' | 'take-away',
  calls: readonly AzureTrace[],
  error: unknown,
  stopped: boolean,
): Promise<void> {
  const { register } = context;
  if (!(await unlessFenced(() => register.reportWorkingCopy(lease, null))))
    return await leaveNothing(context, lease);
  if (stopped) return await register.releaseWorkingCopy(lease); // whoever comes next goes on
  if (!(error instanceof CustodyError)) {
    await register.postponeWorkingCopy(lease, 'It failed on our side.', longestPauseSeconds);
    throw error;
  }
  const willRetry = what === 'take-away' || isRetryable(error.code);
  const isNews = !willRetry || withoutIds(lease.copy.problem) !== withoutIds(error.message);
  const isOurs = await unlessFenced(
    async () => isNews && (await recordFailure(context, lease, what, calls, error, willRetry)),
  );
  if (!isOurs) return await leaveNothing(context, lease);
  const pause = Math.min(longestPauseSeconds, 5 * 2 ** Math.min(lease.copy.tries, 10));
  await register.postponeWorkingCopy(lease, error.message, willRetry ? pause : 0);
}

/** Azure writes a request id of its own into each refusal, though the same thing stands in the way. */
function withoutIds(problem: string | null): string | null {
  return problem?.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '') ?? null;
}

/** Out: false for a worker that lost the copy meanwhile. */
async function unlessFenced(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof CustodyError && error.code === 'fenced-off') return false;
    throw error;
  }
}

/** Whatever a worker did after the copy was taken away without it, it takes away itself: the record has it as gone. */
async function leaveNothing(
  { register, workingDisks }: ProcedureContext,
  { copy }: WorkingCopyLease,
): Promise<void> {
  const now = await register.look.workingCopy(copy.id);
  if (now?.state !== 'removed') return; // another worker has it, and looks for what is there
  const signal = AbortSignal.timeout(cleaningMs);
  await workingDisks?.detach(diskNameOf(copy), copy.machineId, signal);
  await workingDisks?.remove(diskNameOf(copy), signal);
}

/** Once for each thing that stands in the way: it may be tried every five minutes for a week. */
async function recordFailure(
  context: ProcedureContext,
  lease: WorkingCopyLease,
  what: 'make' | 'take-away',
  calls: readonly AzureTrace[],
  { message, detail: facts }: CustodyError,
  willRetry: boolean,
): Promise<void> {
  const { copy } = lease;
  const doing = what === 'make' ? 'make' : 'remove';
  await context.register.record(exporterFor(context, copy), ['derivative.failed'], async (desk) => {
    await desk.holdWorkingCopy(lease);
    if (!willRetry)
      await desk.endWorkingCopy(copy.id, typeof facts.attempt === 'string' ? 'held-back' : 'failed');
    const incident = await desk.incident(copy.incidentId);
    const note = {
      key: copyNoteKey(copy),
      level: what === 'make' ? 'warning' : 'error',
      title: `${copy.number} could not be ${what === 'make' ? 'made' : 'taken away'}`,
      href: `/evidence/${copy.evidenceId}?tab=access`,
      ...{ incidentId: copy.incidentId, subject: copy.number, words: message },
    } as const;
    const audience = incident?.restricted === true ? incident.memberObjectIds : null;
    await tellWatch(desk, note, audience, [copy.requester.objectId]);
    const detail = { ...ofCopy(copy), doing, problem: message, willRetry, azure: [...calls] } as const;
    return { events: [useEvent('derivative.failed', copy, detail)], result: undefined };
  });
}
