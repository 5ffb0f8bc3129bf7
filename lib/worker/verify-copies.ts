import { verifyCopy } from '../procedures/evidence/verify-copy.ts';
import type { ProcedureContext } from '../procedures/procedure.ts';
import type { Logger } from '../runtime/logger.ts';
import { every } from './every.ts';

/**
 * Reads the stored copies that are to be read again, until the worker stops: two side by side, since only one that was
 * scheduled is open at a time and nobody who asks shall wait behind it.
 */
export function verifyCopies(
  context: Pick<ProcedureContext, 'register' | 'locker' | 'worker'>,
  logger: Logger,
  stopping: AbortSignal,
): readonly Promise<void>[] {
  return Array.from({ length: 2 }, (_, nth) =>
    every(2_000, `the reads of stored copies (${nth + 1})`, logger, stopping, async (signal) => {
      while (!signal.aborted && (await verifyCopy(context, signal)));
    }),
  );
}
