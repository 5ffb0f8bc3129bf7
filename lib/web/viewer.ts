import 'server-only';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import type { PersonActor } from '../custody/actor.ts';
import { noteBreakGlassRead } from '../procedures/break-glass/note-read.ts';
import type { Viewer } from '../queries/viewer.ts';
import { env } from '../runtime/env.ts';
import { type Runtime, runtime } from '../runtime/runtime.ts';
import { activityOf, liveSession } from './live-session.ts';
import { requestFacts } from './request-facts.ts';
import { sessionCookie } from './session-cookie.ts';

/** Who looks, or null when nobody is signed in. Read once per request. */
export const currentViewer = cache(async (): Promise<Viewer | null> => {
  const [jar, sent] = await Promise.all([cookies(), headers()]);
  const value = jar.get(sessionCookie(env().HOLDFAST_PUBLIC_URL))?.value;
  if (value === undefined) return null; // no need to ask a database that may be down
  const wired = await runtime();
  const session = await liveSession(wired, value, requestFacts(sent), activityOf(sent));
  return session === null ? null : await noted(wired, session.actor, sent.get('x-holdfast-path') ?? '/');
});

/** What is read in an emergency is recorded before it is shown. */
async function noted({ context, db }: Runtime, actor: PersonActor, page: string): Promise<Viewer> {
  await noteBreakGlassRead(context.register, actor, page);
  return { actor, db };
}

/** Who looks; sends everybody else to the sign-in page, from where they come back to where they were. */
export async function requireViewer(): Promise<Viewer> {
  const viewer = await currentViewer();
  if (viewer !== null) return viewer;
  const [jar, sent] = await Promise.all([cookies(), headers()]);
  const had = jar.has(sessionCookie(env().HOLDFAST_PUBLIC_URL)); // what it names is over
  const path = sent.get('x-holdfast-path') ?? '/';
  redirect(`/sign-in?${had ? 'ended=1&' : ''}return_to=${encodeURIComponent(path)}`);
}
