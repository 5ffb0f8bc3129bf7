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

export interface Session {
  /** As the tenant described them when the session began. */
  readonly actor: PersonActor & { readonly sessionId: string };
  readonly begunAt: Date;
  readonly idleEndsAt: Date;
  readonly absoluteEndsAt: Date;
}

/** A live session, or null: unknown, revoked, idle for 30 minutes, or older than 10 hours. Changes nothing. */
export async function readSession(
  db: Database,
  cookieValue: string | undefined,
  request: RequestFacts,
): Promise<Session | null> {
  if (cookieValue === undefined || !/^[\w-]{43}$/.test(cookieValue)) return null;
  const idHash = hashSecret(cookieValue);
  const session = await db.session.findUnique({ where: { idHash } });
  const now = Date.now();
  if (session === null || session.revokedAt !== null) return null;
  const idleEndsAt = new Date(session.lastSeenAt.getTime() + idleLimitMs);
  if (session.absoluteExpiresAt.getTime() <= now || idleEndsAt.getTime() <= now) return null;
  return {
    actor: { ...personSchema.parse(session.actor), ...request, sessionId: idHash.toString('hex') },
    begunAt: session.createdAt,
    idleEndsAt,
    absoluteEndsAt: session.absoluteExpiresAt,
  };
}

/** Marks a live session as used by its person now, at most once a minute. */
export async function touchSession(
  db: Database,
  { sessionId }: { readonly sessionId: string },
): Promise<void> {
  const now = new Date();
  await db.session.updateMany({
    where: {
      idHash: new Uint8Array(Buffer.from(sessionId, 'hex')),
      revokedAt: null,
      lastSeenAt: { lt: new Date(now.getTime() - touchEveryMs) },
    },
    data: { lastSeenAt: now },
  });
}
