import { type CheckKind, groundWords } from '../custody/fixity.ts';
import { requirePermission } from '../custody/permission.ts';
import { scheduledChecks } from './scheduled-checks.ts';
import { hiddenIncidents } from './search-events-names.ts';
import { readableTo } from './search-events-where.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export const fixityMarks = ['due', 'done', 'missed', 'failed', 'withheld'] as const;

/** What a day of the calendar says of a check. `failed`: not as sealed, or not read; `withheld`: not for this person. */
export type FixityMark = (typeof fixityMarks)[number];

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

export interface FixityEntry {
  readonly at: string;
  readonly evidenceId: string;
  readonly exhibitNumber: string;
  readonly kind: CheckKind | null; // null: withheld
  readonly mark: FixityMark;
  readonly words: string | null; // why it is due, or what was wrong
}

const mostEntries = 200;

/** Of the items that the viewer may see. Throws `forbidden`. */
export async function getFixity(viewer: Viewer, filter: FixityFilter): Promise<FixityCalendar> {
  requirePermission(viewer.actor, 'evidence.list');
  const now = new Date();
  const month = monthOf(filter.month) ?? now.toISOString().slice(0, 7);
  const [past, coming] = await Promise.all([pastEntries(viewer, month), comingEntries(viewer, now)]);
  const inMonth = [...past, ...coming]
    .filter(({ at }) => at.startsWith(month))
    .filter(({ kind }) => filter.kind === undefined || kind === filter.kind)
    .filter(({ mark }) => filter.mark === undefined || mark === filter.mark)
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const shown =
    filter.day === undefined ? inMonth : inMonth.filter(({ at }) => at.startsWith(filter.day ?? ''));
  return {
    ...{ month, previous: besides(month, -1), following: besides(month, 1) },
    today: now.toISOString().slice(0, 10),
    days: daysOf(month, inMonth),
    entries: shown.slice(0, mostEntries),
    total: shown.length,
  };
}

interface PastRow {
  readonly stream: string;
  readonly exhibitNumber: string;
  readonly type: string;
  readonly at: Date;
  readonly outcome: string | null;
  readonly words: string | null;
  readonly missed: CheckKind | null;
  readonly dueBy: string | null;
  readonly isReadable: boolean;
}

/** What the record says of checks that were made, or missed: a missed one stands on the day by which it was due. */
async function pastEntries({ db, actor }: Viewer, month: string): Promise<readonly FixityEntry[]> {
  const hidden = await hiddenIncidents(db, visibleIncidentWhere(actor));
  const [from, until] = [new Date(`${month}-01T00:00:00Z`), new Date(`${besides(month, 1)}-01T00:00:00Z`)];
  const rows = await db.$queryRaw<PastRow[]>`
    select stream, i.exhibit_number as "exhibitNumber", type, occurred_at as at, event_member(body, '{detail,outcome}') as outcome,
      event_member(body, '{detail,problem}') as words, event_member(body, '{detail,check}') as missed,
      event_member(body, '{detail,dueBy}') as "dueBy", (${readableTo(actor.objectId)}) as "isReadable"
    from custody_event e join evidence_item i on i.id::text = stream
    where i.sealed_at is not null and i.incident_id <> all(${[...hidden]}::uuid[])
      and type in ('evidence.verified', 'evidence.sampled', 'evidence.check-missed')
      and case when type = 'evidence.check-missed' and (${readableTo(actor.objectId)}) then starts_with(event_member(body, '{detail,dueBy}'), ${month})
        else occurred_at >= ${from} and occurred_at < ${until} end`;
  return rows.map((row): FixityEntry => {
    const { stream, exhibitNumber, type, at, outcome, words, missed, dueBy, isReadable } = row;
    const of = { evidenceId: stream, exhibitNumber };
    if (!isReadable)
      return { ...of, at: at.toISOString(), kind: kindOf(type), mark: 'withheld', words: withheldWords };
    if (type === 'evidence.check-missed')
      return { ...of, at: dueBy ?? at.toISOString(), kind: missed ?? 'whole', mark: 'missed', words: null };
    const mark = outcome === 'as-sealed' ? 'done' : 'failed';
    return { ...of, at: at.toISOString(), kind: kindOf(type), mark, words: words ?? null };
  });
}

const withheldWords = 'What this record says was erased, or is withheld from you.';

function kindOf(type: string): CheckKind | null {
  if (type === 'evidence.check-missed') return null; // only its record tells
  return type === 'evidence.sampled' ? 'sample' : 'whole';
}

/** What is overdue and not on record as missed yet stands as missed already. */
async function comingEntries(viewer: Viewer, now: Date): Promise<readonly FixityEntry[]> {
  const checks = await scheduledChecks(viewer, now);
  return checks.flatMap(({ item, check }): readonly FixityEntry[] => {
    const { evidenceId, exhibitNumber, missedAt } = item;
    const { kind, dueBy: at, state } = check;
    const told = missedAt[kind];
    if (state === 'stopped' || (state === 'overdue' && told !== null && told > at)) return [];
    const mark = state === 'overdue' ? 'missed' : 'due';
    return [{ at, evidenceId, exhibitNumber, kind, mark, words: groundWords(check.ground) }];
  });
}

function daysOf(month: string, entries: readonly FixityEntry[]): readonly FixityDay[] {
  const byDay = Map.groupBy(entries, ({ at }) => at.slice(0, 10));
  const last = Number(
    new Date(Date.parse(`${besides(month, 1)}-01T00:00:00Z`) - 1).toISOString().slice(8, 10),
  );
  return Array.from({ length: last }, (_, index) => {
    const day = `${month}-${String(index + 1).padStart(2, '0')}`;
    const marked = Map.groupBy(byDay.get(day) ?? [], ({ mark }) => mark);
    const count = (mark: FixityMark) => marked.get(mark)?.length ?? 0;
    const [due, done, missed] = [count('due'), count('done'), count('missed')];
    return { day, counts: { due, done, missed, failed: count('failed'), withheld: count('withheld') } };
  });
}

function monthOf(text: string | undefined): string | null {
  return text !== undefined && /^20\d\d-(0[1-9]|1[0-2])$/.test(text) ? text : null;
}

function besides(month: string, by: 1 | -1): string {
  const [year, of] = month.split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, (of ?? 1) - 1 + by, 1)).toISOString().slice(0, 7);
}
