import type { Prisma } from '../../prisma/generated/client.ts';
import { maySeeEvent } from './may-see-event.ts';
import type { Viewer } from './viewer.ts';

/** The event right before or right after another in the same stream. */
export interface EventNeighbour {
  readonly way: 'before' | 'after';
  readonly id: string;
  readonly n: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly ledgerIndex: string | null; // null: not in the ledger
}

interface Numbered {
  readonly id: string;
  readonly stream: string;
  readonly n: bigint;
}

/**
 * The neighbours of these events by number, of each the one before first, in one query. What the person may not see, what is
 * not there and what came after the moment that is asked for is left out. In: what of `custody_event e` the person may see.
 */
export async function neighboursOf(
  tx: Prisma.TransactionClient,
  visible: Prisma.Sql,
  events: readonly Numbered[],
  knownAt: string | null,
): Promise<ReadonlyMap<string, readonly EventNeighbour[]>> {
  if (events.length === 0) return new Map();
  const found = await tx.$queryRaw<(Numbered & Stored)[]>`
    select w.id, e.id as found, e.stream, e.n, e.type, e.occurred_at as "occurredAt", l.idx, w.step
    from (select of.id, of.stream, of.n + step as n, step
        from unnest(${events.map(({ id }) => id)}::uuid[], ${events.map(({ stream }) => stream)}::text[],
          ${events.map(({ n }) => n)}::bigint[]) as of(id, stream, n) cross join (values (-1), (1)) as side(step)) w
      join custody_event e on e.stream = w.stream and e.n = w.n
      left join ledger_entry l on l.event_id = e.id
    where ${visible} and (${knownAt}::timestamptz is null or e.occurred_at < ${knownAt}::timestamptz)
    order by w.id, w.step`;
  const grouped = Map.groupBy(found, ({ id }) => id);
  return new Map([...grouped].map(([id, rows]) => [id, rows.map(neighbour)]));
}

/** The same for one event by itself, each neighbour judged by itself. */
export async function neighboursOfOne(
  reader: Viewer,
  { stream, n }: Omit<Numbered, 'id'>,
): Promise<readonly EventNeighbour[]> {
  const beside = await reader.db.custodyEvent.findMany({
    where: { stream, n: { in: [n - 1n, n + 1n] } },
    orderBy: { n: 'asc' },
    select: { id: true, n: true, type: true, occurredAt: true, incidentId: true, actorObjectId: true },
  });
  const may = await Promise.all(beside.map((one) => maySeeEvent(one, reader)));
  const entries = await reader.db.ledgerEntry.findMany({
    where: { eventId: { in: beside.map(({ id }) => id) } },
    select: { eventId: true, idx: true },
  });
  const indexes = new Map(entries.map(({ eventId, idx }) => [eventId, idx]));
  return beside
    .filter((_, index) => may[index])
    .map((one) =>
      neighbour({ ...one, found: one.id, idx: indexes.get(one.id) ?? null, step: one.n < n ? -1 : 1 }),
    );
}

interface Stored {
  readonly found: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly idx: bigint | null;
  readonly step: number;
}

function neighbour({ found, n, type, occurredAt, idx, step }: Stored & Pick<Numbered, 'n'>): EventNeighbour {
  return {
    way: step < 0 ? 'before' : 'after',
    id: found,
    n: n.toString(),
    type,
    occurredAt: occurredAt.toISOString(),
    ledgerIndex: idx?.toString() ?? null,
  };
}
