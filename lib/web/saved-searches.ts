import { z } from 'zod';
import type { Database } from '../adapters/prisma/client.ts';
import type { PersonActor } from '../custody/actor.ts';
import { CustodyError } from '../custody/custody-error.ts';
import { eventQueryText, readEventQuery } from '../custody/event-query.ts';
import { requirePermission } from '../custody/permission.ts';
import { parseInput } from './parse-input.ts';

const saved = z.strictObject({ name: z.string().trim().min(1).max(80), query: z.string().min(1).max(2_000) });
const removed = z.strictObject({ id: z.uuid() });

const mostSaved = 50; // of one person

/**
 * Keeps a search under a name, for this person alone; the same name again replaces it. How somebody likes to look is no fact
 * of custody, so it is not recorded. Throws `invalid-input`, or `conflict` beyond fifty.
 */
export async function saveSearch(
  db: Database,
  actor: PersonActor,
  raw: unknown,
): Promise<{ readonly name: string }> {
  requirePermission(actor, 'audit.search');
  const { name, query: text } = parseInput(saved, raw);
  const read = readEventQuery(text);
  if (!read.ok) throw new CustodyError('invalid-input', read.problem);
  const { objectId } = actor;
  const query = eventQueryText(read.query);
  if (query === '') throw new CustodyError('invalid-input', 'A search for everything needs no name.');
  if ((await db.savedSearch.count({ where: { objectId, name: { not: name } } })) >= mostSaved)
    throw new CustodyError('conflict', `You keep ${mostSaved} searches already. Remove one first.`);
  await db.savedSearch.upsert({
    where: { objectId_name: { objectId, name } },
    create: { objectId, name, query },
    update: { query },
  });
  return { name };
}

/** Removes one of this person's own searches; another's is not there. */
export async function removeSearch(
  db: Database,
  actor: PersonActor,
  raw: unknown,
): Promise<{ readonly removed: number }> {
  requirePermission(actor, 'audit.search');
  const { id } = parseInput(removed, raw);
  const { count } = await db.savedSearch.deleteMany({ where: { objectId: actor.objectId, id } });
  return { removed: count };
}
