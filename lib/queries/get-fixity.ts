import type { CheckKind } from '../custody/fixity.ts';
import { requirePermission } from '../custody/permission.ts';
import { countEntries, type Days, firstEntries } from './calendar-entries.ts';
import { type FixityEntry, type FixityMark, fixityMarks } from './fixity-entry.ts';
import type { Viewer } from './viewer.ts';

export interface FixityFilter {
  readonly month?: string | undefined; // 2026-11; left out, or not one: this month
  readonly day?: string | undefined; // 2026-11-22, for the entries alone
  readonly kind?: CheckKind | undefined;
  readonly mark?: FixityMark | undefined;
}

/** The checks of stored copies in one month (UTC): those that were made or missed, and of each item and kind the next one. */
export interface FixityCalendar {
  readonly month: string;
  readonly previous: string;
  readonly following: string;
  readonly today: string;
  readonly days: readonly FixityDay[]; // all of the month
  readonly entries: readonly FixityEntry[]; // oldest first, at most `mostEntries`
  readonly total: number; // of entries
}

export interface FixityDay {
  readonly day: string; // 2026-11-22
  readonly counts: Readonly<Record<FixityMark, number>>;
}

const mostEntries = 200;

/** Of the items that the viewer may see. Throws `forbidden`. */
export async function getFixity(viewer: Viewer, filter: FixityFilter): Promise<FixityCalendar> {
  requirePermission(viewer.actor, 'evidence.list');
  const now = new Date();
  const month = monthOf(filter.month) ?? now.toISOString().slice(0, 7);
  const following = besides(month, 1);
  const whole = { from: `${month}-01`, until: `${following}-01` };
  const days = daysOf(whole, await countEntries(viewer, whole, filter, now));
  const shown = filter.day === undefined ? days : days.filter(({ day }) => day === filter.day);
  const total = shown.reduce((sum, day) => sum + entriesOn(day), 0);
  return {
    ...{ month, previous: besides(month, -1), following },
    today: now.toISOString().slice(0, 10),
    days,
    entries: total === 0 ? [] : await firstEntries(viewer, daysShown(shown), filter, now, mostEntries),
    total,
  };
}

/** As many of the first days as fill what is shown: the others need not be read for it. */
function daysShown(days: readonly FixityDay[]): Days {
  const [first] = days;
  let [last, found] = [first, 0];
  for (const day of days) {
    if (found >= mostEntries) break;
    [last, found] = [day, found + entriesOn(day)];
  }
  return { from: first?.day ?? '', until: dayAfter(last?.day ?? '') };
}

function entriesOn({ counts }: FixityDay): number {
  return fixityMarks.reduce((sum, mark) => sum + counts[mark], 0);
}

function daysOf(
  { from, until }: Days,
  found: readonly { readonly day: string; readonly mark: FixityMark; readonly count: number }[],
): readonly FixityDay[] {
  const counted = new Map(found.map(({ day, mark, count }) => [`${day} ${mark}`, count]));
  const days: FixityDay[] = [];
  for (let day = from; day < until; day = dayAfter(day)) {
    const count = (mark: FixityMark) => counted.get(`${day} ${mark}`) ?? 0;
    const [due, done, missed] = [count('due'), count('done'), count('missed')];
    days.push({ day, counts: { due, done, missed, failed: count('failed'), withheld: count('withheld') } });
  }
  return days;
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}

function monthOf(text: string | undefined): string | null {
  return text !== undefined && /^20\d\d-(0[1-9]|1[0-2])$/.test(text) ? text : null;
}

function besides(month: string, by: 1 | -1): string {
  const [year, of] = month.split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, (of ?? 1) - 1 + by, 1)).toISOString().slice(0, 7);
}
