import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type {
  DefenderOrderAsk,
  DefenderOrderDesk,
  DefenderOrderLease,
  DefenderOrderLook,
  DefenderOrderRuns,
} from '../../ports/defender-orders.ts';
import type { Database } from './client.ts';
import { codesOf, throwingCustodyErrors } from './database-error.ts';
import { jsonColumn } from './json-column.ts';
import type { Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

const leaseMs = 120_000;

/** The desk's drawer for orders, inside one transaction. */
export function defenderOrderDesk(tx: Transaction): DefenderOrderDesk {
  return {
    addDefenderOrder: async (asked, requester, id = uuidV7()) => {
      const leaseUntil = new Date(Date.now() + leaseMs);
      const columns = { asked: jsonColumn(asked), requester: jsonColumn(requester), leaseUntil };
      try {
        await tx.defenderOrder.create({ data: { id, kind: asked.kind, ...columns } });
      } catch (error) {
        if (!codesOf(error).includes('P2002')) throw error;
        throw new CustodyError('conflict', 'This was asked of Defender before.', { cause: error });
      }
      return { fence: 1n, order: { id, asked, requester, tries: 1 } };
    },
    endDefenderOrder: async ({ order: { id }, fence }, problem) => {
      const { count } = await tx.defenderOrder.updateMany({
        where: { id, fence, endedAt: null },
        data: { endedAt: new Date(), leaseUntil: null, problem },
      });
      if (count === 0) throw new CustodyError('fenced-off', 'Another process took this over.');
    },
  };
}

/** Orders by their ids, inside or outside a transaction. */
export function defenderOrderLook(tx: Transaction): DefenderOrderLook {
  return {
    isOrdered: async (id) =>
      (await tx.defenderOrder.findUnique({ where: { id }, select: { id: true } })) !== null,
  };
}

/** The same over a pool: outside a transaction errors are translated at every read. */
export function poolDefenderOrderLook(db: Database): DefenderOrderLook {
  const look = defenderOrderLook(db);
  return { isOrdered: (id) => throwingCustodyErrors(() => look.isOrdered(id)) };
}

/** Claims and reports of orders, each one statement. See the port for the rules. */
export function defenderOrderRuns(db: Database): DefenderOrderRuns {
  return {
    claimDefenderOrder: () => throwingCustodyErrors(() => claim(db)),
    postponeDefenderOrder: ({ order, fence }, problem, seconds) =>
      throwingCustodyErrors(async () => {
        await db.$executeRaw`
          update defender_order set problem = ${problem}, lease_until = null,
            next_try_at = clock_timestamp() + make_interval(secs => ${seconds})
          where id = ${order.id}::uuid and fence = ${fence} and ended_at is null`;
      }),
  };
}

async function claim(db: Database): Promise<DefenderOrderLease | null> {
  const [row] = await db.$queryRaw<ClaimedRow[]>`
    update defender_order set fence = fence + 1, tries = tries + 1,
      lease_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1000}::float8)
    where id = (
      select id from defender_order
      where ended_at is null and next_try_at <= clock_timestamp()
        and (lease_until is null or lease_until < clock_timestamp())
      order by next_try_at, id limit 1 for update skip locked)
    returning id::text, fence, asked, requester, tries`;
  if (row === undefined) return null;
  const { fence, ...order } = row;
  return { fence, order };
}

/** JSON that only this register writes. */
interface ClaimedRow {
  readonly id: string;
  readonly fence: bigint;
  readonly asked: DefenderOrderAsk;
  readonly requester: PersonActor;
  readonly tries: number;
}
