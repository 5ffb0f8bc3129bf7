import type { Runtime } from '../runtime/runtime.ts';
import { personNow } from './person-now.ts';
import { type RequestFacts, readSession, type Session, touchSession } from './session.ts';

/** Whether a person caused a request, or a page that lies open. Only a person keeps a session from ending. */
export type Activity = 'person' | 'background';

/** A live session whose person holds the roles that the tenant gives them now, or null: sign in (again). */
export async function liveSession(
  parts: Pick<Runtime, 'db' | 'people' | 'context' | 'logger'>,
  cookieValue: string | undefined,
  request: RequestFacts,
  activity: Activity,
): Promise<Session | null> {
  const session = await readSession(parts.db, cookieValue, request);
  if (session === null) return null;
  const actor = await personNow(parts, session.actor, session.begunAt);
  if (actor === null) return null;
  if (activity === 'person') await touchSession(parts.db, actor);
  return { ...session, actor };
}

/**
 * What caused a page to be asked for. A browser says `navigate` when a person opens or reloads it; pages that are
 * fetched in the background (live refresh, prefetch, a link inside the portal) say `cors` or `same-origin` (Fetch
 * Metadata, §2.3), and the portal reports the click by itself.
 */
export function activityOf(headers: Headers): Activity {
  return headers.get('sec-fetch-mode') === 'navigate' ? 'person' : 'background';
}
