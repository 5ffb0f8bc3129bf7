import type { ProcedureContext } from '../procedures/procedure.ts';
import { checkLibrary } from '../procedures/script/check-library.ts';
import { listOwnScripts } from '../procedures/script/list-own-scripts.ts';
import type { Logger } from '../runtime/logger.ts';
import { every } from './every.ts';

const turnMs = 30_000; // how often a worker asks whose turn it is

/** Lists the product's own scripts, and holds Defender's library against what is pinned, until the worker stops. */
export function watchLibrary(
  context: ProcedureContext,
  logger: Logger,
  stopping: AbortSignal,
): Promise<void> {
  return every(turnMs, 'the look at Defender’s library', logger, stopping, async (signal) => {
    const listed = await listOwnScripts(context);
    if (listed > 0) logger.info({ listed }, 'scripts of the product listed');
    await checkLibrary(context, signal);
  });
}
