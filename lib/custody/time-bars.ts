const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const monday = 4 * day; // the epoch was a Thursday

/** How wide a bar is, finest first; a month and a year are as long as they are. */
const widths = [
  { name: 'minute', ms: minute },
  { name: '5 minutes', ms: 5 * minute },
  { name: '15 minutes', ms: 15 * minute },
  { name: 'hour', ms: hour },
  { name: '6 hours', ms: 6 * hour },
  { name: 'day', ms: day },
  { name: 'week', ms: 7 * day },
] as const;

export interface TimeBars {
  readonly width: (typeof widths)[number]['name'] | 'month' | 'year';
  readonly starts: readonly string[]; // RFC 3339 UTC, ascending; each bar ends where the next begins
  readonly end: string; // of the last bar
}

const mostBars = 40;

/** Even bars, on whole minutes, hours, days, Mondays, months or years in UTC, that hold all of a stretch of time. */
export function timeBars(from: Date, until: Date): TimeBars {
  const last = Math.max(until.getTime() - 1, from.getTime());
  for (const { name, ms } of widths) {
    const offset = name === 'week' ? monday : 0;
    const first = Math.floor((from.getTime() - offset) / ms) * ms + offset;
    if ((last - first) / ms < mostBars) return bars(name, first, last, (at) => at + ms);
  }
  const months = (last - from.getTime()) / (28 * day) < mostBars;
  const first = Date.UTC(from.getUTCFullYear(), months ? from.getUTCMonth() : 0);
  return bars(months ? 'month' : 'year', first, last, (at) => later(at, months ? 1 : 12));
}

function bars(width: TimeBars['width'], first: number, last: number, next: (at: number) => number): TimeBars {
  const starts: string[] = [];
  let at = first;
  for (; at <= last; at = next(at)) starts.push(new Date(at).toISOString());
  return { width, starts, end: new Date(at).toISOString() };
}

function later(at: number, months: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months);
}
