import { Prisma } from '../../prisma/generated/client.ts';
import { atOneMoment } from '../adapters/prisma/search-look.ts';
import type { EventQuery } from '../custody/event-query.ts';
import { requirePermission } from '../custody/permission.ts';
import { storedEventColumns } from './event-holds.ts';
import { type EventsWhere, eventsWhere, newestEvents } from './search-events-where.ts';
import type { Viewer } from './viewer.ts';
import { visibleWithoutGlass } from './visible-incidents.ts';

export type FoundRow = Prisma.CustodyEventGetPayload<{ select: typeof columns }>;

const columns = { ...storedEventColumns, incidentId: true, evidenceId: true, actorObjectId: true } as const;
const pageSize = 500;

/**
 * The events of a search among the first `ledgerSize` entries of the ledger, newest first, a page at a time: the same ones
 * whenever it is asked, whatever is recorded meanwhile. All those entries must be integrated. What the ledger knows nothing
 * of is given too. For what leaves the product: without what the viewer reads only in an emergency. What they may see is
 * decided at the beginning. Throws `forbidden`.
 */
export async function* eventPages(
  { actor, db }: Viewer,
  query: EventQuery,
  ledgerSize: bigint,
): AsyncGenerator<readonly FoundRow[]> {
  requirePermission(actor, 'audit.search');
  const all = await atOneMoment(db, (tx) => eventsWhere(tx, actor, query, visibleWithoutGlass(actor)));
  const where = { ...all, rest: Prisma.sql`${all.rest} and ${amongFirst(ledgerSize)}` };
  for (let after: Place | null = null; ; ) {
    const { rows, last }: Page = await atOneMoment(db, (tx) => pageOf(tx, where, after));
    if (rows.length > 0) yield rows;
    if (last === null) return;
    after = last;
  }
}

interface Place {
  readonly at: string;
  readonly id: string;
}

interface Page {
  readonly rows: readonly FoundRow[];
  readonly last: Place | null; // null: nothing comes after
}

/** What waits for its entry comes behind every entry that there is. */
function amongFirst(ledgerSize: bigint): Prisma.Sql {
  return Prisma.sql`not exists (select from ledger_entry l where l.event_id = e.id and l.idx >= ${ledgerSize})
    and not exists (select from ledger_pending p where p.event_id = e.id)`;
}

async function pageOf(tx: Prisma.TransactionClient, where: EventsWhere, after: Place | null): Promise<Page> {
  const found = await tx.$queryRaw<Place[]>(newestEvents(where, after, pageSize));
  const stored = await tx.custodyEvent.findMany({
    where: { id: { in: found.map(({ id }) => id) } },
    select: columns,
  });
  const byId = new Map(stored.map((row) => [row.id, row]));
  const last = found.length < pageSize ? null : (found.at(-1) ?? null);
  return { rows: found.flatMap(({ id }) => byId.get(id) ?? []), last };
}
