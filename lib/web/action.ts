import 'server-only';
import { refresh } from 'next/cache';
import { cookies, headers } from 'next/headers';
import type { PersonActor } from '../custody/actor.ts';
import { CustodyError } from '../custody/custody-error.ts';
import type { Procedure } from '../procedures/procedure.ts';
import { type Runtime, runtime } from '../runtime/runtime.ts';
import type { ActionResult } from './action-result.ts';
import { formObject } from './form-object.ts';
import { liveSession } from './live-session.ts';
import { perform } from './perform.ts';
import { refusalOf } from './refusal.ts';
import { requestFacts } from './request-facts.ts';
import { requireSameOrigin } from './same-origin.ts';
import { sessionCookie } from './session-cookie.ts';

export type ServerAction = (previous: ActionResult, input: FormData | object) => Promise<ActionResult>;

/**
 * The server action of a procedure: own origin → live session → permission → input → run. It authorises by
 * itself because every exported action can be posted to directly. Refusals are values, never exceptions.
 */
export function action<I, R>(procedure: Procedure<I, R>): ServerAction {
  return guarded(procedure.name, ({ context }, actor, raw) => perform(context, actor, procedure, raw));
}

/** A server action that is no procedure, behind the same door: own origin, live session, refusals as values. */
export function guarded(
  name: string,
  run: (wired: Runtime, actor: PersonActor, raw: unknown) => Promise<unknown>,
): ServerAction {
  return async (_previous, input) => {
    const wired = await runtime();
    try {
      const sent = await headers();
      requireSameOrigin(sent, wired.settings.HOLDFAST_PUBLIC_URL);
      const actor = await requireActor(wired, sent);
      const value = await run(wired, actor, input instanceof FormData ? formObject(input) : input);
      refresh();
      return { ok: true, value };
    } catch (error) {
      // What the person sees is older than what is: the page behind the refusal shows what is.
      if (error instanceof CustodyError && error.code === 'conflict') refresh();
      return { ok: false, ...refusalOf(error, wired.logger.child({ action: name })) };
    }
  };
}

async function requireActor(wired: Runtime, sent: Headers): Promise<PersonActor> {
  const value = (await cookies()).get(sessionCookie(wired.settings.HOLDFAST_PUBLIC_URL))?.value;
  const session = await liveSession(wired, value, requestFacts(sent), 'person');
  if (session === null)
    throw new CustodyError('not-signed-in', 'Your session has ended. Sign in again; what you typed is kept.');
  return session.actor;
}
