import { reconcile } from '../procedures/reconciliation/reconcile.ts';
import type { ReconciliationContext } from '../procedures/reconciliation/reconciliation-context.ts';
import type { Logger } from '../runtime/logger.ts';
import { every } from './every.ts';

const turnMs = 10_000; // how often a worker asks whose turn it is

/** Holds Azure's logs against the ledger, each log by one worker at a time. */
export function watchLogs(
  context: ReconciliationContext,
  logger: Logger,
  stopping: AbortSignal,
): Promise<void> {
  return every(turnMs, 'the reconciliation of Azure’s logs', logger, stopping, async (signal) => {
    const round = await reconcile(context, signal);
    if (round.found + round.explained > 0) logger.warn(round, 'Azure’s logs and the ledger differ');
  });
}
