import { duration } from '@/lib/custody/duration.ts';

/** How long it is from one moment to a later one, in words; clocks that disagree make it nothing, never less. */
export function timeBetween(from: string, to: string): string {
  return duration(Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 1_000)));
}
