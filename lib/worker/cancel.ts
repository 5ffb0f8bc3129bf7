import { CustodyError } from '../custody/custody-error.ts';
import { runCancellation } from '../procedures/acquisition/run-cancellation.ts';
import type { WorkerTools } from './run-step.ts';

const heartbeatMs = 5_000;

/**
 * Carries one cancellation out and keeps it alive, as a step is. Rejects if it could not be ended, so that the job is
 * given to a worker again; what stood in its way is left for the page.
 */
export async function cancel(tools: WorkerTools, acquisitionId: string): Promise<void> {
  const { context, logger, stopping } = tools;
  const report = async (problem: string | null) => {
    try {
      await context.register.reportCancellation(acquisitionId, context.worker.id, problem);
    } catch (error) {
      logger.warn({ err: error }, 'heartbeat of a cancellation not written');
    }
  };
  logger.info({ acquisition: acquisitionId }, 'cancellation begun');
  await report(null);
  const timer = setInterval(() => void report(null), heartbeatMs);
  try {
    await runCancellation(context, acquisitionId, stopping);
  } catch (error) {
    clearInterval(timer);
    if (!stopping.aborted) await report(wordsOf(error));
    throw error;
  } finally {
    clearInterval(timer);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof CustodyError ? error.message : 'Its cause is in the worker’s log.';
}
