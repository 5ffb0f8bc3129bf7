import { CustodyError } from '../../custody/custody-error.ts';
import type { ProcedureContext } from '../procedure.ts';
import { noteLibrary } from './note-library.ts';

const everyMs = 15 * 60_000;
const answerLimitMs = 60_000;

/**
 * Holds Defender's library against what is pinned, every quarter of an hour by one worker: one call, within the budget
 * that all workers share. Why a look failed is kept for the page. Out: whether it was this worker's turn.
 */
export async function checkLibrary(
  context: ProcedureContext,
  signal: AbortSignal,
  pauseMs: number = everyMs,
): Promise<boolean> {
  const library = context.devices?.library;
  if (library === undefined || !(await context.register.claimLibraryRound(pauseMs))) return false;
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(answerLimitMs)]);
    await noteLibrary(context, await library.files(limit));
    await context.register.endLibraryRound(null);
  } catch (error) {
    if (!(error instanceof CustodyError)) throw error;
    await context.register.endLibraryRound(error.message);
  }
  return true;
}
