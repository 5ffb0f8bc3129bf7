import { Prisma } from '../../prisma/generated/client.ts';
import { atOneMoment, tookTooLong } from '../adapters/prisma/search-look.ts';
import { CustodyError } from '../custody/custody-error.ts';
import type { EventQuery } from '../custody/event-query.ts';
import { requirePermission } from '../custody/permission.ts';
import { storedEventColumns } from './event-holds.ts';
import { type EventsWhere, eventsWhere, newestEvents, oldestOf } from './search-events-where.ts';
import { throughTime } from './through-time.ts';
import type { Viewer } from './viewer.ts';
import { visibleWithoutGlass } from './visible-incidents.ts';

export type FoundRow = Prisma.CustodyEventGetPayload<{ select: typeof columns }>;

const columns = { ...storedEventColumns, incidentId: true, evidenceId: true, actorObjectId: true } as const;
const pageSize = 500;

/**
 * The events of a search among the first `ledgerSize` entries of the ledger, newest first, a page at a time: the same ones
 * whenever it is asked, whatever is recorded meanwhile. All those entries must be integrated. What the ledger knows nothing
 * of is given too. For what leaves the product: without what the viewer reads only in an emergency. What they may see is
 * decided at the beginning. What takes too long at once is read one stretch of time after the other; a page without events
 * tells that it goes on. Throws `forbidden`, or `not-feasible` with what was read where even a second of it takes too long.
 */
export async function* eventPages(
  { actor, db }: Viewer,
  query: EventQuery,
  ledgerSize: bigint,
  longestMs = 15_000,
): AsyncGenerator<readonly FoundRow[]> {
  requirePermission(actor, 'audit.search');
  const all = await atOneMoment(db, (tx) => eventsWhere(tx, actor, query, visibleWithoutGlass(actor)));
  const where = { ...all, rest: Prisma.sql`${all.rest} and ${amongFirst(ledgerSize)}` };
  let [after, isSlow]: [Place | null, boolean] = [null, false];
  let oldest: string | null = null; // of all that is asked for, read once
  do {
    let page: Page | null = isSlow ? null : await atOnce(db, where, after, longestMs);
    if (page === null) {
      isSlow = true;
      if (oldest === null) {
        yield []; // what took too long and what is asked for now would be too much between two signs of life
        oldest = await atOneMoment(db, (tx) => oldestOf(tx, where), longestMs);
        yield [];
      }
      page = await bitByBit(db, where, { after, oldest }, longestMs);
    }
    if (page.rows.length > 0 || page.last !== null) yield page.rows;
    after = page.last;
  } while (after !== null);
}

/** Null: it took too long. */
async function atOnce(
  db: Viewer['db'],
  where: EventsWhere,
  after: Place | null,
  longestMs: number,
): Promise<Page | null> {
  try {
    return await atOneMoment(db, (tx) => pageOf(tx, where, after), longestMs);
  } catch (error) {
    if (tookTooLong(error)) return null;
    throw error;
  }
}

/**
 * As far back as something is found, or as can be read in a third of the minute for which a claim to a file stands. The
 * stretch that is begun last may wait ten seconds for a connection and be read for twenty: fifty in all.
 */
async function bitByBit(
  db: Viewer['db'],
  where: EventsWhere,
  { after, oldest }: { readonly after: Place | null; readonly oldest: string },
  longestMs: number,
): Promise<Page> {
  const begun = Date.now();
  let found: Page = { rows: [], last: null };
  const covered = await throughTime(
    { newest: after?.at ?? where.span.until, oldest },
    () => found.rows.length === 0 && Date.now() - begun < 20_000,
    async ({ from, until }) => {
      // What happened in the very moment of the last one is still to come: it ends the stretch by itself.
      const span = { from, until: until === after?.at ? where.span.until : until };
      found = await atOneMoment(db, (tx) => pageOf(tx, { ...where, span }, after), longestMs);
    },
  );
  if (covered === 'none') throw stuckAt(after);
  return found.last !== null || covered === 'all' ? found : { ...found, last: rightBefore(covered.from) };
}

function rightBefore(at: string): Place {
  return { at, id: '00000000-0000-0000-0000-000000000000' };
}

function stuckAt(after: Place | null): CustodyError {
  const read = after === null ? 'Nothing of it was read' : `It was read back to ${after.at}`;
  return new CustodyError(
    'not-feasible',
    `This search takes too long, even one second of it. ${read}. Narrow it, for example with “created:”.`,
  );
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
