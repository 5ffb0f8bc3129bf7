import type { Actor } from '../../custody/actor.ts';
import type { CustodyEvent } from '../../custody/custody-event.ts';
import { type EventContext, numberEvents, streamsOf } from './event-rows.ts';
import { insertEvents, lockStreams, type PlaceRow, placesOf } from './event-statements.ts';
import type { Transaction } from './transaction.ts';

/** Writes the events of a transaction, in order, with their places in their streams and their entries. */
export async function writeEvents(
  tx: Transaction,
  context: EventContext,
  actor: Actor,
  events: readonly CustodyEvent[],
): Promise<void> {
  const all = [{ actor, events }];
  const lock = lockStreams(streamsOf(all));
  const places = placesOf(await tx.$queryRawUnsafe<PlaceRow[]>(lock.text, ...lock.values));
  const insert = insertEvents(numberEvents(context, all, places));
  await tx.$executeRawUnsafe(insert.text, ...insert.values);
}
