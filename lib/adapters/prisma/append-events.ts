import type { Pool, PoolClient } from 'pg';
import { CustodyError } from '../../custody/custody-error.ts';
import { custodyErrorOf, isRepeatable } from './database-error.ts';
import { type EventContext, type EventsOf, numberEvents, streamsOf } from './event-rows.ts';
import { insertEvents, lockStreams, type PlaceRow, placesOf } from './event-statements.ts';

export type AppendEvents = (one: EventsOf) => Promise<void>;

interface Waiting extends EventsOf {
  readonly streams: readonly string[];
  readonly written: PromiseWithResolvers<void>;
}

const attempts = 6;
const mostTogether = 64;
const mostUnderWay = 4;
const timeoutMs = 20_000; // as long as a transaction of `record` may take
const patience = "set local lock_timeout = '1s'"; // a batch does not wait for long on behalf of one stream

/**
 * Writes events that change nothing else. What waits at the same moment shares one transaction, its two round trips
 * and its commit; a stream is in one such transaction at a time. If one of them is refused, each is written alone, so
 * that nobody fails for another's sake. Throws CustodyError as `record` does.
 */
export function eventAppender(pool: Pool, context: EventContext): AppendEvents {
  const waiting: Waiting[] = [];
  const busy = new Set<string>();
  let underWay = 0;
  let isPlanned = false;

  /** After the others of this turn, so that they share a transaction. */
  const plan = () => {
    if (!isPlanned) setImmediate(start);
    isPlanned = true;
  };
  const start = () => {
    isPlanned = false;
    while (underWay < mostUnderWay) {
      const share = underWay === 0 ? Math.ceil(waiting.length / 2) : waiting.length; // one is hashed while one commits
      const batch = takeBatch(waiting, busy, Math.min(share, mostTogether));
      if (batch.length === 0) return;
      underWay += 1;
      for (const one of batch) holdStreams(one);
      void settle(pool, context, batch).then(() => {
        underWay -= 1;
        plan();
      });
    }
  };
  const holdStreams = ({ streams, written }: Waiting) => {
    for (const stream of streams) busy.add(stream);
    const free = () => {
      for (const stream of streams) busy.delete(stream);
      plan();
    };
    written.promise.then(free, free);
  };

  return (one) => {
    const written = Promise.withResolvers<void>();
    waiting.push({ ...one, streams: streamsOf([one]), written });
    plan();
    return written.promise;
  };
}

/** The first in line whose streams are free; who waits for a stream keeps its turn in it. */
function takeBatch(waiting: Waiting[], busy: ReadonlySet<string>, most: number): Waiting[] {
  const taken = new Set(busy);
  const batch: Waiting[] = [];
  const rest: Waiting[] = [];
  for (const one of waiting.splice(0)) {
    const free = batch.length < most && !one.streams.some((stream) => taken.has(stream));
    (free ? batch : rest).push(one);
    if (!free) for (const stream of one.streams) taken.add(stream);
  }
  waiting.push(...rest);
  return batch;
}

/** Tells everyone of a batch how it went. Never throws. */
async function settle(pool: Pool, context: EventContext, batch: readonly Waiting[]): Promise<void> {
  try {
    await write(pool, context, batch);
    for (const { written } of batch) written.resolve();
  } catch (error) {
    const meant = custodyErrorOf(error);
    if (batch.length > 1 && !isAway(meant))
      await Promise.all(batch.map((one) => settle(pool, context, [one])));
    else for (const { written } of batch) written.reject(meant);
  }
}

/** Then nobody knows whether the commit arrived, and a second attempt could write twice. */
function isAway(error: unknown): boolean {
  return error instanceof CustodyError && error.code === 'storage-unavailable';
}

async function write(pool: Pool, context: EventContext, batch: readonly Waiting[]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await onConnection(pool, (client) => writeOnce(client, context, batch));
    } catch (error) {
      if (attempt === attempts || !isRepeatable(error)) throw error;
    }
  }
}

/** Two round trips: what needs no answer in between goes out together. A refused INSERT makes the COMMIT a ROLLBACK. */
async function writeOnce(
  client: PoolClient,
  context: EventContext,
  batch: readonly Waiting[],
): Promise<void> {
  const begin = batch.length > 1 ? `begin; ${patience}` : 'begin';
  const lock = within(lockStreams(streamsOf(batch)));
  const [, locked] = await Promise.all([client.query(begin), client.query<PlaceRow>(lock)]);
  const insert = within(insertEvents(numberEvents(context, batch, placesOf(locked.rows))));
  await Promise.all([client.query(insert), client.query('commit')]);
}

function within<S extends object>(statement: S) {
  return { ...statement, query_timeout: timeoutMs };
}

/** A connection that cannot even be rolled back is not used again. */
async function onConnection(pool: Pool, work: (client: PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  const cut = () => undefined; // its statements fail by themselves; without a listener the process would end
  client.on('error', cut);
  try {
    await work(client);
    client.off('error', cut);
    client.release();
  } catch (error) {
    const isSound = await client.query('rollback').then(
      () => true,
      () => false,
    );
    if (isSound) client.off('error', cut);
    client.release(!isSound);
    throw error;
  }
}
