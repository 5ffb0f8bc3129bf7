import { setTimeout as sleep } from 'node:timers/promises';
import { CustodyError } from '../../custody/custody-error.ts';

/** Five minutes in all: a step that took hours is not thrown away because the database restarts. */
const pausesMs = [500, 1_000, 2_000, 4_000, 8_000, ...Array<number>(19).fill(15_000)];

/**
 * Asks the database, again after a pause while it does not answer. The end of a step whose commit went through but
 * whose answer was lost is not written twice: the second try finds the step no longer running and throws `fenced-off`.
 * Throws `storage-unavailable` when the patience is over; every other error at once.
 */
export async function whenDatabaseAnswers<R>(ask: () => Promise<R>): Promise<R> {
  for (const pause of pausesMs) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof CustodyError) || error.code !== 'storage-unavailable') throw error;
    }
    await sleep(pause, undefined, { ref: false }); // a worker that is told to stop does not wait
  }
  return ask();
}
