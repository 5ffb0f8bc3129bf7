import type { Database } from '../adapters/prisma/client.ts';
import type { PersonActor } from '../custody/actor.ts';
import { personSchema } from './person-schema.ts';
import { hashSecret } from './session-cookie.ts';

export const idleLimitMs = 30 * 60_000;
export const absoluteLimitMs = 10 * 3_600_000;
const touchEveryMs = 60_000;

/** Where a request came from, as far as the connection tells. */
export interface RequestFacts {
  readonly ip: string | null;
  readonly userAgent: string | null;
}

/**
 * The person of a live session, or null: unknown, revoked, idle for 30 minutes, or older than 10 hours.
 * Marks the session as seen, at most once a minute.
 */
export async function readSession(
  db: Database,
  cookieValue: string | undefined,
  request: RequestFacts,
): Promise<PersonActor | null> {
  if (cookieValue === undefined || !/^[\w-]{43}$/.test(cookieValue)) return null;
  const idHash = hashSecret(cookieValue);
  const session = await db.session.findUnique({ where: { idHash } });
  const now = Date.now();
  if (session === null || session.revokedAt !== null) return null;
  if (session.absoluteExpiresAt.getTime() <= now || session.lastSeenAt.getTime() + idleLimitMs <= now)
    return null;
  if (session.lastSeenAt.getTime() + touchEveryMs <= now) {
    await db.session.updateMany({ where: { idHash, revokedAt: null }, data: { lastSeenAt: new Date(now) } });
  }
  return { ...personSchema.parse(session.actor), ...request, sessionId: idHash.toString('hex') };
}
