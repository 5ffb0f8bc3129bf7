import type { Clock } from '../../ports/clock.ts';

/** The operating system's clock. */
export function systemClock(): Clock {
  return { now: () => new Date() };
}
