const pauses = [5, 15, 60, 300] as const; // seconds
const longest = 600;
const givenUpAfter = 3 * 86_400;

/**
 * Seconds until a notice that was not taken is sent again, or null when it is given up: after three days. `attempt`:
 * from 1. `asked`: what the receiver asked for, in seconds; an hour of it at most is granted.
 */
export function noticePause(attempt: number, ageSeconds: number, asked: number | null): number | null {
  if (ageSeconds >= givenUpAfter) return null;
  return Math.max(pauses[attempt - 1] ?? longest, Math.min(asked ?? 0, 3_600));
}
