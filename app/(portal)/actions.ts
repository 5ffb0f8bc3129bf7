'use server';

import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { runtime } from '@/lib/runtime/runtime.ts';
import { guarded } from '@/lib/web/action.ts';
import { endSession } from '@/lib/web/end-session.ts';
import { markNotificationsRead } from '@/lib/web/mark-notifications-read.ts';
import { requestFacts } from '@/lib/web/request-facts.ts';
import { requireSameOrigin } from '@/lib/web/same-origin.ts';
import { cookieAttributes, sessionCookie } from '@/lib/web/session-cookie.ts';

export const markNotificationsReadAction = guarded('mark-notifications-read', ({ db }, actor, raw) =>
  markNotificationsRead(db, actor, raw),
);

/** Ends the session here, then sends the browser to the tenant's own sign-out page. */
export async function signOutAction(): Promise<void> {
  const wired = await runtime();
  const [sent, jar] = await Promise.all([headers(), cookies()]);
  requireSameOrigin(sent, wired.settings.HOLDFAST_PUBLIC_URL);
  const cookie = sessionCookie(wired.settings.HOLDFAST_PUBLIC_URL);
  const next = await endSession(wired, jar.get(cookie)?.value, requestFacts(sent));
  jar.set(cookie, '', { ...cookieAttributes, maxAge: 0 });
  redirect(next);
}
