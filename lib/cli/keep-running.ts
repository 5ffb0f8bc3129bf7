import { setTimeout as sleep } from 'node:timers/promises';
import type { ManagedProcess } from './managed-process.ts';

/** A part that is started again when it dies. */
export interface KeptProcess {
  readonly name: string;
  /** Resolves with the last reason once the part is stopped, or ends too often to be started again. */
  readonly ended: Promise<string>;
  stop(graceMs?: number): Promise<void>;
}

const steadyMs = 3_000; // who dies sooner the first time was never well: a repetition would only hide why
const pauseMs = 500;
const mostEnds = 5;
const withinMs = 60_000;

/**
 * Starts a part and starts it again whenever it ends unasked, at most four times a minute. `tell` gets one line
 * for each time; `tidy` clears what the dead one left behind. Work goes on by itself: jobs are durable, and what the
 * dead process held is taken over.
 */
export function keepRunning(
  start: () => ManagedProcess,
  tell: (line: string) => void,
  tidy: () => Promise<void> = async () => {},
): KeptProcess {
  let current = start();
  let stopping = false;
  const ended = follow();
  return {
    name: current.name,
    ended,
    stop: async (graceMs) => {
      stopping = true;
      await current.stop(graceMs);
    },
  };

  async function follow(): Promise<string> {
    const firstStart = Date.now();
    const ends: number[] = [];
    for (;;) {
      const why = await current.ended;
      const now = Date.now();
      ends.push(now);
      const recently = ends.filter((at) => now - at < withinMs).length;
      if (stopping || now - firstStart < steadyMs || recently >= mostEnds) return why;
      tell(`The ${current.name} stopped (${why.split('\n')[0]}) and is started again.`);
      await sleep(pauseMs);
      const inTheWay = await tidy().then(
        () => null,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      if (stopping || inTheWay !== null) return inTheWay ?? why;
      current = start();
    }
  }
}
