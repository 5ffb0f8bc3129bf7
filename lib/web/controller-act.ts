import type { NextRequest } from 'next/server';
import { randomNonce } from 'openid-client';
import { z } from 'zod';
import { delegatedArmScope } from '../adapters/azure/controller-acts.ts';
import type { PersonActor } from '../custody/actor.ts';
import { CustodyError } from '../custody/custody-error.ts';
import { requirePermission } from '../custody/permission.ts';
import { actAsController } from '../procedures/proposal/act-as-controller.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { beginCodeFlow, takeFlow, tokensForCode } from './code-flow.ts';
import { recordDenial } from './denials.ts';
import { liveSession } from './live-session.ts';
import { actCallback } from './oidc.ts';
import { perform } from './perform.ts';
import { requestFacts } from './request-facts.ts';
import { requireSameOrigin } from './same-origin.ts';
import { actCookie, sessionCookie } from './session-cookie.ts';

/** The proposal stands in the nonce, which comes back signed: a token given for one act serves no other. */
const noncePrefix = 'act.';
const begunFor = /^act\.([0-9a-f-]{36})\./;

const whoSignedIn = z.object({ oid: z.string(), auth_time: z.number().optional() });

/**
 * Sends a controller to the tenant for a token of their own, for the resource manager and one act. From our own pages
 * alone. Throws `not-signed-in`, `forbidden`, `invalid-input`, `cloud-unavailable`.
 */
export async function beginControllerAct(
  wired: Runtime,
  request: NextRequest,
  proposalId: string,
): Promise<{ readonly redirectTo: URL; readonly state: string }> {
  requireSameOrigin(request.headers, wired.settings.HOLDFAST_PUBLIC_URL);
  requirePermission(await signedIn(wired, request), 'controls.act');
  const id = z.uuid().safeParse(proposalId);
  if (!id.success) throw new CustodyError('invalid-input', 'This is no proposal.');
  return await beginCodeFlow(wired, {
    callback: actCallback,
    scope: `openid profile ${delegatedArmScope}`,
    nonce: `${noncePrefix}${id.data.toLowerCase()}.${randomNonce()}`,
    returnTo: `/controls/${id.data}`,
    again: true,
  });
}

/**
 * Back from the tenant: the person of the session must be who signed in there, just now. The token goes to the one act and
 * is forgotten. Out: where to go on. Throws what the act throws.
 */
export async function finishControllerAct(wired: Runtime, request: NextRequest): Promise<string> {
  const { settings, context } = wired;
  const query = request.nextUrl.searchParams;
  const actor = await signedIn(wired, request);
  const cookie = request.cookies.get(actCookie(settings.HOLDFAST_PUBLIC_URL))?.value;
  const flow = await takeFlow(wired.db, query.get('state'), cookie);
  const proposalId = begunFor.exec(flow.nonce)?.[1];
  if (proposalId === undefined) throw new CustodyError('conflict', 'This was begun for something else.');
  const { claims, accessToken } = await tokensForCode(settings, actCallback, query, flow);
  if (whoSignedIn.safeParse(claims).data?.oid !== actor.objectId)
    throw await somebodyElse(wired, actor, proposalId);
  // The tenant was asked to let them sign in afresh; whether it did, its answer says.
  const { auth_time: signedInAt } = whoSignedIn.parse(claims);
  const authenticatedAt = signedInAt === undefined ? null : new Date(signedInAt * 1_000).toISOString();
  const acts = context.controllerActs(accessToken);
  await perform(context, { ...actor, authenticatedAt }, actAsController, { proposalId, acts });
  return flow.returnTo;
}

/** The refusal, which stands in the record of who tried. */
async function somebodyElse(
  { context }: Runtime,
  actor: PersonActor,
  proposalId: string,
): Promise<CustodyError> {
  const why = 'Somebody else signed in at the tenant.';
  const about = [`proposal:${proposalId}`];
  const { name, permission } = actAsController;
  await recordDenial(context.register, actor, { permission, subject: name, why, about });
  return new CustodyError('forbidden', why);
}

async function signedIn(wired: Runtime, request: NextRequest): Promise<PersonActor> {
  const value = request.cookies.get(sessionCookie(wired.settings.HOLDFAST_PUBLIC_URL))?.value;
  const session = await liveSession(wired, value, requestFacts(request.headers), 'person');
  if (session === null) throw new CustodyError('not-signed-in', 'Sign in first.');
  return session.actor;
}
