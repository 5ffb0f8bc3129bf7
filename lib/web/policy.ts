import 'server-only';
import { retentionDefaults } from '../custody/retention-defaults.ts';
import { incidentPolicy } from '../procedures/incident/incident-policy.ts';
import type { CustodyPolicy } from '../procedures/procedure.ts';
import { runtime } from '../runtime/runtime.ts';

/** The tenant's own choices as they count for a new incident, and the name of its locker. */
export async function currentPolicy(): Promise<CustodyPolicy & { readonly account: string }> {
  const { policy, locker, register } = (await runtime()).context;
  const days = retentionDefaults(await register.look.control('retention-defaults'));
  return { ...policy, retentionDays: days ?? policy.retentionDays, account: locker.account };
}

/** The same as it counts for one incident, which the caller has found to be visible. */
export async function policyOfIncident(
  incidentId: string,
): Promise<CustodyPolicy & { readonly account: string }> {
  const { context } = await runtime();
  return { ...(await incidentPolicy(context, incidentId)), account: context.locker.account };
}
