import { endLinks } from '../procedures/access/end-links.ts';
import type { ProcedureContext } from '../procedures/procedure.ts';
import { workOnCopy } from '../procedures/working-copy/work-on-copy.ts';
import type { Logger } from '../runtime/logger.ts';
import { every } from './every.ts';

/** What grants that are used past the portal need of the worker, each until it stops. */
export function keepGrantUse(
  context: ProcedureContext,
  logger: Logger,
  stopping: AbortSignal,
): readonly Promise<void>[] {
  return [
    every(2_000, 'the end of working copies', logger, stopping, async (signal) => {
      const ended = await context.register.endOverdueWorkingCopies();
      if (ended > 0) logger.info({ ended }, 'working copies are over');
      while (!signal.aborted && (await workOnCopy(context, 'take-away', signal)));
    }),
    // Beside the other: making one may take hours.
    every(2_000, 'the making of working copies', logger, stopping, async (signal) => {
      while (!signal.aborted && (await workOnCopy(context, 'make', signal)));
    }),
    every(2_000, 'the end of links', logger, stopping, async (signal) => {
      if (await endLinks(context, signal)) logger.warn('every link was ended');
    }),
  ];
}
