import { z } from 'zod';
import type { Database } from '../adapters/prisma/client.ts';
import type { PersonActor } from '../custody/actor.ts';
import { requirePermission } from '../custody/permission.ts';
import { parseInput } from './parse-input.ts';

const input = z.object({ ids: z.array(z.uuid()).max(500).nullish() });

/**
 * Marks the person's own notifications as read: those named, or all. What a person has read on their screen
 * is no fact of custody, so it is not recorded.
 */
export async function markNotificationsRead(
  db: Database,
  actor: PersonActor,
  raw: unknown,
): Promise<{ readonly read: number }> {
  requirePermission(actor, 'notification.read-own');
  const { ids } = parseInput(input, raw ?? {});
  const named = ids == null ? {} : { id: { in: ids } };
  const { count } = await db.notification.updateMany({
    where: { objectId: actor.objectId, readAt: null, ...named },
    data: { readAt: new Date() },
  });
  return { read: count };
}
