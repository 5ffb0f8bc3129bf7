import { endLinks } from '../procedures/access/end-links.ts';
import type { ProcedureContext } from '../procedures/procedure.ts';
import type { Logger } from '../runtime/logger.ts';
import { every } from './every.ts';

/** What grants that are used past the portal need of the worker, each until it stops. */
export function keepGrantUse(
  context: ProcedureContext,
  logger: Logger,
  stopping: AbortSignal,
): readonly Promise<void>[] {
  return [
    every(2_000, 'the end of links', logger, stopping, async (signal) => {
      if (await endLinks(context, signal)) logger.warn('every link was ended');
    }),
  ];
}
