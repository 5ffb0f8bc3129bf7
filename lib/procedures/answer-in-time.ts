import { CustodyError } from '../custody/custody-error.ts';

/** What `ask` answers within its time. Throws `cloud-unavailable` with `silence` for no answer, and whatever else it throws. */
export async function answerInTime<T>(
  limitMs: number,
  silence: string,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = AbortSignal.timeout(limitMs);
  try {
    return await ask(limit);
  } catch (error) {
    if (error instanceof CustodyError || !limit.aborted) throw error;
    throw new CustodyError('cloud-unavailable', silence, { cause: error });
  }
}
