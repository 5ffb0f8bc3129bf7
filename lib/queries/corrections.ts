import { decidedRemovals } from '../adapters/prisma/removal-look.ts';
import type { PersonActor } from '../custody/actor.ts';
import { actorLabel } from '../custody/actor.ts';
import { type BodyRemoval, removalsOf } from '../custody/body-removal.ts';
import { correctableFields, type RecordedField } from '../custody/correction.ts';
import { mayDo } from '../custody/permission.ts';
import { recordedEventOf } from '../custody/recorded-event.ts';
import type { HeldEvent } from './event-holds.ts';
import type { Viewer } from './viewer.ts';

/** What a later record says of an earlier one. */
export interface CorrectionView {
  readonly eventId: string; // of the correction itself
  readonly field: string;
  readonly recorded: string | null;
  readonly corrected: string;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

const newest = { orderBy: { n: 'asc' }, select: { id: true, body: true } } as const;

/** Every correction in these streams, by the id of the event that it corrects, oldest first. The caller has authorised. */
export async function correctionsIn(
  { db, actor }: Viewer,
  streams: readonly string[],
): Promise<ReadonlyMap<string, readonly CorrectionView[]>> {
  const where = { stream: { in: [...streams] }, type: 'custody.corrected' };
  const found = await db.custodyEvent.findMany({ where, ...newest });
  const removals = await decidedRemovals(
    db,
    found.map(({ id }) => id),
  );
  const rows = found.filter(({ id }) => removals.get(id)?.readers.includes(actor.objectId) !== false);
  const views = rows.flatMap(({ id, body }) => {
    const event = recordedEventOf(body);
    if (event?.type !== 'custody.corrected') return [];
    const { eventId: about, field, recorded, corrected, reason } = event.detail;
    const by = actorLabel(event.actor);
    return [{ about, view: { eventId: id, field, recorded, corrected, reason, by, at: event.occurredAt } }];
  });
  const grouped = Map.groupBy(views, ({ about }) => about);
  return new Map([...grouped].map(([about, all]) => [about, all.map(({ view }) => view)]));
}

/** What of an event this person can correct, and how they can propose to remove it; nothing of one that does not hold. */
export function mendableBy(
  { roles }: Pick<PersonActor, 'roles'>,
  { event, trouble }: Pick<HeldEvent, 'event' | 'trouble'>,
): { readonly correctable: readonly RecordedField[]; readonly removable: readonly BodyRemoval[] } {
  if (event === null || trouble !== null) return { correctable: [], removable: [] };
  return {
    correctable: mayDo(roles, 'custody.correct') ? correctableFields(event) : [],
    removable: mayDo(roles, 'custody.propose-removal') ? removalsOf(event.type) : [],
  };
}
