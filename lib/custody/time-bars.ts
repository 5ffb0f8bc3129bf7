import { latestMoment } from './time-span.ts';

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

/** Of many years, for a search that asks for all of time or a record that claims an absurd one. */
const longWidths = [
  { name: 'year', years: 1 },
  { name: '10 years', years: 10 },
  { name: '100 years', years: 100 },
  { name: '1000 years', years: 1000 },
] as const;

export interface TimeBars {
  readonly width: (typeof widths | typeof longWidths)[number]['name'] | 'month';
  readonly starts: readonly string[]; // RFC 3339 UTC, ascending; each bar ends where the next begins
  readonly end: string; // of the last bar
}

const mostBars = 40;

/** Even bars, on whole minutes, hours, days, Mondays, months or years in UTC, that hold all of a stretch of time since 1970. */
export function timeBars(from: Date, until: Date): TimeBars {
  const last = Math.max(until.getTime() - 1, from.getTime());
  for (const { name, ms } of widths) {
    const offset = name === 'week' ? monday : 0;
    const first = Math.floor((from.getTime() - offset) / ms) * ms + offset;
    if ((last - first) / ms < mostBars) return bars(name, first, last, (at) => at + ms);
  }
  if ((last - from.getTime()) / (28 * day) < mostBars)
    return bars('month', Date.UTC(from.getUTCFullYear(), from.getUTCMonth()), last, (at) => later(at, 1));
  return yearBars(Math.max(from.getTime(), 0), last);
}

/** Years from 1970 on: no search can name an earlier one. */
function yearBars(from: number, last: number): TimeBars {
  const fitting = longWidths.find(({ years }) => (last - from) / (years * 365 * day) < mostBars);
  const { name, years } = fitting ?? longWidths[3];
  const first = Math.floor(new Date(from).getUTCFullYear() / years) * years;
  return bars(name, Math.max(Date.UTC(first, 0), 0), last, (at) => later(at, 12 * years));
}

function bars(width: TimeBars['width'], first: number, last: number, next: (at: number) => number): TimeBars {
  const starts: string[] = [];
  let at = first;
  for (; at <= last; at = next(at)) starts.push(new Date(at).toISOString());
  return { width, starts, end: new Date(Math.min(at, latestMoment)).toISOString() };
}

function later(at: number, months: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months);
}
