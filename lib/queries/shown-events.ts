import { decidedRemovals } from '../adapters/prisma/removal-look.ts';
import type { PersonActor } from '../custody/actor.ts';
import type { DecidedRemoval } from '../custody/body-removal.ts';
import { type HeldEvent, heldEvents, type StoredEvent } from './event-holds.ts';
import type { Viewer } from './viewer.ts';

/** An event as this viewer may see it: what was withheld from them, or erased, is not in it. */
export interface ShownEvent extends HeldEvent {
  readonly removal: Pick<DecidedRemoval, 'kind' | 'decision' | 'at'> | null; // null: what it says is there to be read
}

/** Checks events as `heldEvents` does, and then takes out what a decision keeps from this viewer. The caller has authorised. */
export async function shownEvents(
  { db, actor }: { readonly db: Viewer['db']; readonly actor: Pick<PersonActor, 'objectId'> },
  rows: readonly StoredEvent[],
): Promise<readonly ShownEvent[]> {
  const [held, removals] = await Promise.all([
    heldEvents(db, rows),
    decidedRemovals(
      db,
      rows.map(({ id }) => id),
    ),
  ]);
  return held.map((one) => {
    const decided = removals.get(one.row.id);
    if (decided === undefined || decided.readers.includes(actor.objectId)) return { ...one, removal: null };
    const { kind, decision, at } = decided;
    return {
      ...one,
      row: { ...one.row, body: null, salt: null },
      event: null,
      removal: { kind, decision, at },
    };
  });
}
