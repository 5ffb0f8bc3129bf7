import 'server-only';
import { incidentPolicy } from '../procedures/incident/incident-policy.ts';
import type { CustodyPolicy } from '../procedures/procedure.ts';
import { runtime } from '../runtime/runtime.ts';

/** The tenant's own choices and the name of its locker, for what a person reads before confirming. */
export async function currentPolicy(): Promise<CustodyPolicy & { readonly account: string }> {
  const { policy, locker } = (await runtime()).context;
  return { ...policy, account: locker.account };
}

/** The same as it counts for one incident, which the caller has found to be visible. */
export async function policyOfIncident(
  incidentId: string,
): Promise<CustodyPolicy & { readonly account: string }> {
  const { context } = await runtime();
  return { ...(await incidentPolicy(context, incidentId)), account: context.locker.account };
}
