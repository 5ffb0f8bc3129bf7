import { Prisma } from '../../prisma/generated/client.ts';
import { type CheckKind, groundWords } from '../custody/fixity.ts';
import { dueChecks } from './due-checks.ts';
import type { FixityEntry, FixityMark } from './fixity-entry.ts';
import { toldChecks } from './scheduled-checks.ts';
import { hiddenIncidents } from './search-events-names.ts';
import { readableTo } from './search-events-where.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/** Days of the calendar, UTC: from the first on, before the second. */
export interface Days {
  readonly from: string; // 2026-11-01
  readonly until: string;
}

/** Left out: of every kind, with every mark. */
export interface EntryFilter {
  readonly kind?: CheckKind | undefined;
  readonly mark?: FixityMark | undefined;
}

/** How many entries a day has with a mark. The caller has authorised. */
export async function countEntries(reader: Viewer, days: Days, filter: EntryFilter, now: Date) {
  const entries = await entriesOf(reader, days, filter, now);
  return await reader.db.$queryRaw<{ day: string; mark: FixityMark; count: number }[]>`
    ${entries} select left(at, 10) as day, mark, count(*)::int as count from wanted group by 1, 2`;
}

interface Found {
  readonly at: string;
  readonly evidenceId: string;
  readonly exhibitNumber: string;
  readonly kind: CheckKind | null;
  readonly mark: FixityMark;
  readonly isPast: boolean;
  readonly problem: string | null;
}

/** The oldest of them. */
export async function firstEntries(
  reader: Viewer,
  days: Days,
  filter: EntryFilter,
  now: Date,
  most: number,
): Promise<readonly FixityEntry[]> {
  const entries = await entriesOf(reader, days, filter, now);
  const found = await reader.db.$queryRaw<Found[]>`
    ${entries} select w.at, w.evidence_id::text as "evidenceId", w.exhibit_number as "exhibitNumber", w.kind, w.mark,
      w.event_id is not null as "isPast",
      (select event_member(e.body, '{detail,problem}') from custody_event e where e.id = w.event_id) as problem
    from (select * from wanted order by at, evidence_id, kind desc limit ${most}) w order by w.at, w.evidence_id, w.kind desc`;
  const coming = found.flatMap(({ evidenceId, kind, isPast }) =>
    isPast || kind === null ? [] : [{ evidenceId, kind }],
  );
  const told = await toldChecks(reader.db, coming, now);
  const grounds = new Map(
    told.map(({ item, check }) => [`${item.evidenceId} ${check.kind}`, groundWords(check.ground)]),
  );
  return found.map(({ isPast, problem, ...entry }) => {
    if (!isPast) return { ...entry, words: grounds.get(`${entry.evidenceId} ${entry.kind}`) ?? null };
    return { ...entry, words: entry.mark === 'withheld' ? withheldWords : problem };
  });
}

const withheldWords = 'What this record says was erased, or is withheld from you.';

/**
 * Opens a statement: `wanted`, what the calendar shows. What is overdue and not on record as missed yet stands as missed
 * already. Of checks that were made the column `kind` tells how they ended; a missed one stands on the day by which it was
 * due, and where its record is kept from the viewer, on the day on which it was written.
 */
async function entriesOf(
  reader: Viewer,
  { from, until }: Days,
  { kind, mark }: EntryFilter,
  now: Date,
): Promise<Prisma.Sql> {
  const { db, actor } = reader;
  const hidden = await hiddenIncidents(db, visibleIncidentWhere(actor));
  const isReadable = Prisma.sql`(${readableTo(actor.objectId)})`;
  const ofItem = Prisma.sql`join evidence_item i on i.id = e.evidence_id and i.sealed_at is not null
    and i.incident_id <> all(${[...hidden]}::uuid[])`;
  const inDays = Prisma.sql`e.occurred_at >= ${new Date(from)} and e.occurred_at < ${new Date(until)}`;
  const dueBy = Prisma.sql`event_member(e.body, '{detail,dueBy}') collate "C"`;
  return Prisma.sql`
    ${await dueChecks(reader, now)}, entry as (
      select ${textOf('d.due_by')} as at, d.evidence_id, d.exhibit_number, d.kind,
        case d.state when 'overdue' then 'missed' else 'due' end as mark, null::uuid as event_id
      from due d where d.state <> 'stopped' and (d.state <> 'overdue' or d.missed_at is null or d.missed_at <= d.due_by)
        and d.due_by >= ${new Date(from)} and d.due_by < ${new Date(until)}
      union all
      select ${textOf('e.occurred_at')}, i.id, i.exhibit_number, case e.type when 'evidence.sampled' then 'sample' else 'whole' end,
        case when not ${isReadable} then 'withheld' when e.kind = e.type then 'done' else 'failed' end, e.id
      from custody_event e ${ofItem}
      where e.kind in ('evidence.verified', 'evidence.verified:failed', 'evidence.sampled', 'evidence.sampled:failed') and ${inDays}
      union all
      select ${dueBy}, i.id, i.exhibit_number, event_member(e.body, '{detail,check}'), 'missed', e.id
      from custody_event e ${ofItem}
      where e.type = 'evidence.check-missed' and ${dueBy} >= ${from} and ${dueBy} < ${until} and ${isReadable}
      union all
      select ${textOf('e.occurred_at')}, i.id, i.exhibit_number, null, 'withheld', e.id
      from custody_event e ${ofItem}
      where e.type = 'evidence.check-missed' and ${inDays} and not ${isReadable}
    ), wanted as (
      select * from entry where (${kind ?? null}::text is null or kind = ${kind ?? null})
        and (${mark ?? null}::text is null or mark = ${mark ?? null})
    )`;
}

function textOf(column: 'd.due_by' | 'e.occurred_at'): Prisma.Sql {
  return Prisma.sql`to_char(${Prisma.raw(column)} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
