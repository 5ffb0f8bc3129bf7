import type { Prisma } from '../../prisma/generated/client.ts';
import type { PersonActor } from '../custody/actor.ts';
import { visibleEvents } from './search-events-where.ts';

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
 * not there and what came after the moment that is asked for is left out. The caller has authorised.
 */
export async function neighboursOf(
  tx: Prisma.TransactionClient,
  actor: PersonActor,
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
    where ${await visibleEvents(tx, actor)} and (${knownAt}::timestamptz is null or e.occurred_at < ${knownAt}::timestamptz)
    order by w.id, w.step`;
  const grouped = Map.groupBy(found, ({ id }) => id);
  return new Map([...grouped].map(([id, rows]) => [id, rows.map(neighbour)]));
}

interface Stored {
  readonly found: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly idx: bigint | null;
  readonly step: number;
}

function neighbour({ found, n, type, occurredAt, idx, step }: Numbered & Stored): EventNeighbour {
  return {
    way: step < 0 ? 'before' : 'after',
    id: found,
    n: n.toString(),
    type,
    occurredAt: occurredAt.toISOString(),
    ledgerIndex: idx?.toString() ?? null,
  };
}
