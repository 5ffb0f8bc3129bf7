import { Prisma } from '../../prisma/generated/client.ts';
import { itemsOf, scheduledColumns, scheduledOf } from '../adapters/prisma/fixity-look.ts';
import { type NextCheck, nextChecks, type ScheduledItem } from '../custody/fixity.ts';
import { dueChecks } from './due-checks.ts';
import type { Viewer } from './viewer.ts';

export interface ScheduledCheck {
  readonly item: ScheduledItem;
  readonly check: NextCheck;
}

export const checkTimes = ['overdue', 'stopped', 'soon', 'later'] as const;

/** When a check is due. `stopped`: never, while the copy is not as sealed or frozen. */
export type CheckTime = (typeof checkTimes)[number];

const soonMs = 7 * 86_400_000;

export function checkTimeWords(time: CheckTime): string {
  switch (time) {
    case 'overdue':
      return 'Overdue';
    case 'stopped':
      return 'Stopped, not as sealed';
    case 'soon':
      return 'Within 7 days';
    case 'later':
      return 'Later';
  }
}

/** How many of the next checks that the viewer may see are due when: every one has one of these times. */
export async function countChecks(reader: Viewer, now: Date): Promise<Readonly<Record<CheckTime, number>>> {
  const rows = await reader.db.$queryRaw<{ time: CheckTime; count: number }[]>`
    ${await dueChecks(reader, now)} select ${timeAt(now)} as time, count(*)::int as count from due d group by 1`;
  const found = new Map(rows.map(({ time, count }) => [time, count]));
  const count = (time: CheckTime) => found.get(time) ?? 0;
  return { overdue: count('overdue'), stopped: count('stopped'), soon: count('soon'), later: count('later') };
}

/** Some of the checks of one time, the first due first. */
export async function checksDue(
  reader: Viewer,
  time: CheckTime,
  now: Date,
  { skip, take }: { readonly skip: number; readonly take: number },
): Promise<readonly ScheduledCheck[]> {
  const found = await reader.db.$queryRaw<FoundCheck[]>`
    ${await dueChecks(reader, now)} select d.evidence_id::text as "evidenceId", d.kind from due d where ${timeAt(now)} = ${time}
    order by d.due_by, d.evidence_id, d.kind desc offset ${skip} limit ${take}`;
  return await toldChecks(reader.db, found, now);
}

export interface FoundCheck {
  readonly evidenceId: string;
  readonly kind: NextCheck['kind'];
}

/** The same checks in their order, as the rule has them. */
export async function toldChecks(
  db: Viewer['db'],
  found: readonly FoundCheck[],
  now: Date,
): Promise<readonly ScheduledCheck[]> {
  const ids = [...new Set(found.map(({ evidenceId }) => evidenceId))];
  const kept = Prisma.sql`(select * from fixity_item where evidence_id = any(${ids}::uuid[]))`;
  const items = await itemsOf(
    db,
    Prisma.sql`${scheduledOf(kept)} select ${scheduledColumns} from scheduled s`,
  );
  const byId = new Map(items.map((item) => [item.evidenceId, item]));
  return found.flatMap(({ evidenceId, kind }) => {
    const item = byId.get(evidenceId);
    const checks = item === undefined ? [] : nextChecks(item.facts, now);
    return checks.flatMap((check) => (item !== undefined && check.kind === kind ? [{ item, check }] : []));
  });
}

const mostOverdue = 20_000; // twice what a list counts

/** Those of which a check is overdue: ids, of the newest items. */
export async function overdueItems(reader: Viewer): Promise<readonly string[]> {
  const rows = await reader.db.$queryRaw<{ id: string }[]>`
    ${await dueChecks(reader, new Date())} select d.evidence_id::text as id from due d where d.state = 'overdue'
    group by d.evidence_id, d.created_at order by d.created_at desc, d.evidence_id desc limit ${mostOverdue}`;
  return rows.map(({ id }) => id);
}

function timeAt(now: Date): Prisma.Sql {
  return Prisma.sql`case when d.state <> 'later' then d.state
    when d.due_by < ${new Date(now.getTime() + soonMs + 1)} then 'soon' else 'later' end`;
}
