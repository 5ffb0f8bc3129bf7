import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../runtime/logger.ts';

/** Runs `task` at once and again after each pause, never twice at a time, until the signal. A failure is logged, not fatal. */
export async function every(
  pauseMs: number,
  name: string,
  logger: Logger,
  signal: AbortSignal,
  task: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await task(signal);
    } catch (error) {
      if (!signal.aborted) logger.error({ err: error }, `${name} failed and will be tried again`);
    }
    // An abort ends the pause early; the loop looks at the signal itself.
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}
