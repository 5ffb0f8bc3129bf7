/** What is known of an hour of a log. Only `arrived` says that anything came; `quiet` proves nothing. */
export type HourState = 'arrived' | 'quiet' | 'pending' | 'gap' | 'unread';

export interface HourRecords {
  readonly hour: string; // its beginning, ISO UTC
  readonly explained: number;
  readonly refused: number;
  readonly found: number;
  readonly aside: number;
}

/** Hours in a row of which the same is known. */
export interface CoverageSpan extends Omit<HourRecords, 'hour'> {
  readonly from: string;
  readonly to: string;
  readonly state: HourState;
}

interface Covered {
  readonly begunAt: Date;
  readonly readTo: Date | null;
  readonly latenessMinutes: number | null;
  readonly hours: readonly HourRecords[];
  readonly gaps: readonly { readonly from: Date; readonly to: Date }[]; // open ones
  readonly from: Date;
  readonly now: Date;
}

const hourMs = 3_600_000;
const readingMs = 600_000; // longer than that nobody has read it

/** The hours from `from` to `now`, oldest first, joined where the same is known of them. */
export function coverageSpans(covered: Covered): readonly CoverageSpan[] {
  const records = new Map(covered.hours.map((one) => [Date.parse(one.hour), one]));
  const spans: CoverageSpan[] = [];
  const first = Math.floor(covered.from.getTime() / hourMs) * hourMs;
  for (let start = first; start < covered.now.getTime(); start += hourMs) {
    const { explained = 0, refused = 0, found = 0, aside = 0 } = records.get(start) ?? {};
    const counted = explained + refused + found + aside;
    const state = stateOf(start, counted, covered);
    const last = spans.at(-1);
    if (last?.state === state)
      spans[spans.length - 1] = {
        ...last,
        to: new Date(start + hourMs).toISOString(),
        explained: last.explained + explained,
        refused: last.refused + refused,
        found: last.found + found,
        aside: last.aside + aside,
      };
    else
      spans.push({
        from: new Date(start).toISOString(),
        to: new Date(start + hourMs).toISOString(),
        state,
        ...{ explained, refused, found, aside },
      });
  }
  return spans;
}

function stateOf(start: number, counted: number, covered: Covered): HourState {
  const { begunAt, readTo, latenessMinutes, gaps, now } = covered;
  const end = start + hourMs;
  if (gaps.some(({ from, to }) => from.getTime() < end && to.getTime() >= start)) return 'gap';
  if (readTo === null || end <= begunAt.getTime() || start >= readTo.getTime()) return 'unread';
  if (end > readTo.getTime() && now.getTime() - readTo.getTime() > readingMs) return 'unread';
  if (counted > 0) return 'arrived';
  return end > readTo.getTime() - (latenessMinutes ?? 0) * 60_000 ? 'pending' : 'quiet';
}
