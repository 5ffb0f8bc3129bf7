import { CustodyError } from '../../custody/custody-error.ts';
import type { CommandRecord } from '../../ports/console-desk.ts';
import type { ProcedureContext } from '../procedure.ts';
import { endCommand } from './end-command.ts';
import { followCommand } from './follow-command.ts';
import { consoleWorker, DeviceBusy, startCommand } from './start-command.ts';

/**
 * One round over all consoles: starts what has come to its turn and ends what is done. Workers may do the same at the
 * same moment: the second finds it done. Throws what failed last, when the round is over.
 */
export async function workOnConsole(context: ProcedureContext, signal: AbortSignal): Promise<void> {
  let failure: unknown = null;
  for (const command of await context.register.look.openCommands()) {
    if (signal.aborted) return;
    try {
      if (command.state === 'waiting')
        await startCommand(context, consoleWorker(context, command), command, signal);
      else await followCommand(context, command, signal);
    } catch (error) {
      failure = (await isHandled(context, command, error)) ? failure : error;
    }
  }
  if (failure !== null) throw failure;
}

async function isHandled(
  context: ProcedureContext,
  command: CommandRecord,
  error: unknown,
): Promise<boolean> {
  if (error instanceof DeviceBusy) return true; // the next round asks again
  if (!(error instanceof CustodyError)) return false;
  if (error.code === 'conflict') return true; // another worker was first, or it was cancelled
  if (command.state !== 'waiting' || !isFinalRefusal(error)) return false;
  await endCommand(context, consoleWorker(context, command), command, {
    ...{ state: 'failed', words: error.message, answer: null, exhibitNumbers: [] },
  });
  return true;
}

function isFinalRefusal({ code }: CustodyError): boolean {
  return ['not-feasible', 'not-found', 'cloud-refused', 'forbidden', 'invalid-input'].includes(code);
}
