import { verifyCopy } from '../procedures/evidence/verify-copy.ts';
import type { ProcedureContext } from '../procedures/procedure.ts';
import type { Logger } from '../runtime/logger.ts';
import { every } from './every.ts';

/** Reads the stored copies that somebody wants read whole again, one after the other, until the worker stops. */
export function verifyCopies(
  context: Pick<ProcedureContext, 'register' | 'locker' | 'worker'>,
  logger: Logger,
  stopping: AbortSignal,
): Promise<void> {
  return every(2_000, 'the full reads of stored copies', logger, stopping, async (signal) => {
    while (!signal.aborted && (await verifyCopy(context, signal)));
  });
}
