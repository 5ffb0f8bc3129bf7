import type { PersonActor } from '../custody/actor.ts';
import { CustodyError } from '../custody/custody-error.ts';
import { answerInTime } from './answer-in-time.ts';
import type { ProcedureContext } from './procedure.ts';

const tenantLimitMs = 5_000;

/** One question to the tenant. Throws `cloud-unavailable` besides when it is silent for too long. */
export function askTenant<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return answerInTime(tenantLimitMs, 'The tenant did not answer in time. Try again in a moment.', ask);
}

/**
 * The person with the roles that the tenant gives them this moment: what was taken away since the page was opened does
 * not count. `attempt`, `about`: what a refusal is recorded with. Throws `forbidden` for a disabled account, and
 * `throttled`, `cloud-unavailable` or `cloud-refused` when the tenant does not say.
 */
export async function asTheTenantSays(
  { people }: Pick<ProcedureContext, 'people'>,
  actor: PersonActor,
  detail: { readonly attempt: string; readonly about?: string },
): Promise<PersonActor> {
  const { enabled, roles } = await askTenant((signal) => people.standing(actor.objectId, signal));
  if (enabled) return { ...actor, roles };
  throw new CustodyError('forbidden', 'The tenant has disabled this account.', { detail });
}
