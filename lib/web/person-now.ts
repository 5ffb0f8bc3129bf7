import type { PersonActor } from '../custody/actor.ts';
import type { Standing } from '../ports/people-directory.ts';
import { endSessions } from '../procedures/session/end-sessions.ts';
import type { Runtime } from '../runtime/runtime.ts';

const freshMs = 5 * 60_000;
const patienceMs = 15 * 60_000;
const retryMs = 15_000;
const answerLimitMs = 5_000;

interface Answer {
  readonly at: number;
  readonly standing: Standing;
}

type Parts = Pick<Runtime, 'people' | 'context' | 'logger'>;

const answers = new Map<string, Answer>();
const failedAt = new Map<string, number>();
const asking = new Map<string, Promise<Answer | null>>();

/**
 * The person with the roles that the tenant gives them now, not older than five minutes; `confirmedAt` is when the
 * tenant last vouched for the roles in `actor`. Null when the account is disabled or holds no role any more, which
 * ends all its sessions, or when the tenant could not be asked for 15 minutes: then only a new sign-in can tell.
 */
export async function personNow<A extends PersonActor>(
  parts: Parts,
  actor: A,
  confirmedAt: Date,
): Promise<A | null> {
  const known = newer({ at: confirmedAt.getTime(), standing: { enabled: true, roles: actor.roles } }, actor);
  const answer = isFresh(known) ? known : ((await ask(parts, actor.objectId)) ?? known);
  if (Date.now() - answer.at >= patienceMs) return null;
  const { enabled, roles } = answer.standing;
  if (enabled && roles.length > 0) return { ...actor, roles };
  const why = enabled
    ? 'The tenant took away the last role.'
    : 'The account is disabled or deleted in the tenant.';
  await endSessions(parts.context.register, actor, why);
  return null;
}

function newer(own: Answer, { objectId }: PersonActor): Answer {
  const heard = answers.get(objectId);
  return heard !== undefined && heard.at > own.at ? heard : own;
}

function isFresh({ at }: Answer): boolean {
  return Date.now() - at < freshMs;
}

/** One question at a time for one person; after a failure none for 15 seconds. */
async function ask(parts: Parts, objectId: string): Promise<Answer | null> {
  if (Date.now() - (failedAt.get(objectId) ?? 0) < retryMs) return null;
  const running = asking.get(objectId) ?? askTenant(parts, objectId);
  asking.set(objectId, running);
  try {
    return await running;
  } finally {
    asking.delete(objectId);
  }
}

async function askTenant({ people, logger }: Parts, objectId: string): Promise<Answer | null> {
  const at = Date.now(); // before the question: what it answers may be as old as that
  try {
    const answer = { at, standing: await people.standing(objectId, AbortSignal.timeout(answerLimitMs)) };
    forgetOld(at);
    answers.set(objectId, answer);
    failedAt.delete(objectId);
    return answer;
  } catch (error) {
    logger.warn({ err: error }, 'the tenant could not be asked for the roles of a person');
    failedAt.set(objectId, Date.now());
    return null;
  }
}

function forgetOld(now: number): void {
  for (const [objectId, { at }] of answers) if (now - at >= patienceMs) answers.delete(objectId);
  for (const [objectId, at] of failedAt) if (now - at >= retryMs) failedAt.delete(objectId);
}
