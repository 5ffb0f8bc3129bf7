import { CustodyError } from '../custody/custody-error.ts';
import type { StepLease } from '../ports/custody-register.ts';
import { asStepFailure, failStep } from '../procedures/acquisition/fail-step.ts';
import { stopStep } from '../procedures/acquisition/stop-step.ts';
import type { ProcedureContext, StepProcedure } from '../procedures/procedure.ts';
import type { Logger } from '../runtime/logger.ts';

const heartbeatMs = 5_000;

/** Why a running step was told to stop. */
type StopReason = 'cancelled' | 'fenced-off' | 'worker-stops';

export interface WorkerTools {
  readonly context: ProcedureContext;
  readonly logger: Logger;
  readonly stopping: AbortSignal; // the worker is being stopped
  /** Runs `work` and calls `onThrottle` whenever the cloud asks to slow down. */
  readonly countingThrottles: <T>(onThrottle: () => void, work: () => Promise<T>) => Promise<T>;
}

/**
 * Runs one step of one acquisition: claims it, keeps it alive, and records how it ended. Resolves once that is
 * recorded; rejects if it could not be, or if the worker stops, so that the job is given to a worker again.
 */
export async function runStep(
  tools: WorkerTools,
  procedure: StepProcedure,
  acquisitionId: string,
): Promise<void> {
  const { context, logger } = tools;
  const acquisition = await context.register.look.acquisition(acquisitionId);
  if (acquisition === null || acquisition.state === 'cancelling') return;
  const lease = await context.register.claimStep(acquisitionId, procedure.step, context.worker.id);
  if (lease === null) return;
  const facts = {
    acquisition: acquisitionId,
    exhibit: acquisition.exhibitNumber,
    step: lease.step,
    attempt: lease.attempt,
  };
  logger.info(facts, 'step begun');
  const life = keepAlive(tools, lease);
  try {
    await tools.countingThrottles(life.throttled, () => procedure.run(context, lease, life.signal));
    logger.info(facts, 'step ended');
  } catch (error) {
    logger.warn({ ...facts, err: error, stopped: life.reason() }, 'step not ended');
    await life.lastBeat();
    await recordEnding(tools, lease, error, life.reason());
  } finally {
    life.end();
  }
}

async function recordEnding(
  tools: WorkerTools,
  lease: StepLease,
  error: unknown,
  reason: StopReason | null,
): Promise<void> {
  if (reason === 'fenced-off' || (error instanceof CustodyError && error.code === 'fenced-off')) return;
  if (reason === 'worker-stops') throw error;
  try {
    if (reason === 'cancelled') await stopStep(tools.context, lease);
    else await failStep(tools.context, lease, asStepFailure(error));
  } catch (ending) {
    if (ending instanceof CustodyError && ending.code === 'fenced-off') return;
    throw ending;
  }
}

/** Heartbeats every five seconds; aborts the step when it is cancelled, lost to another worker, or the worker stops. */
function keepAlive(tools: WorkerTools, lease: StepLease) {
  const { context, logger, stopping } = tools;
  const controller = new AbortController();
  let reason: StopReason | null = null;
  let throttles = 0;
  let beating = Promise.resolve();
  const stop = (why: StopReason) => {
    reason ??= why;
    controller.abort();
  };
  const beat = async () => {
    try {
      const { cancelRequested } = await context.register.reportProgress(lease, { throttles });
      if (cancelRequested) stop('cancelled');
    } catch (error) {
      // Without a database the step goes on; its record at the end decides.
      if (error instanceof CustodyError && error.code === 'fenced-off') stop('fenced-off');
      else logger.warn({ err: error }, 'heartbeat not written');
    }
  };
  const onStopping = () => stop('worker-stops');
  // One after the other: an older count must not be written over a newer one.
  const beatNext = () => {
    beating = beating.then(beat);
  };
  const timer = setInterval(beatNext, heartbeatMs);
  stopping.addEventListener('abort', onStopping, { once: true });
  return {
    signal: controller.signal,
    lastBeat: () => beating,
    reason: (): StopReason | null => reason,
    throttled: () => {
      throttles += 1;
      beatNext(); // at once: a person who watches should know why nothing moves
    },
    end: () => {
      clearInterval(timer);
      stopping.removeEventListener('abort', onStopping);
    },
  };
}
