import { retentionDefaults } from '../../custody/retention-defaults.ts';
import type { CustodyPolicy, ProcedureContext } from '../procedure.ts';

/**
 * The tenant's choices as they count for one incident: for how long its evidence is kept was settled when it came here,
 * by what the two controllers had in force then, else by the settings.
 */
export async function incidentPolicy(
  { policy, register }: Pick<ProcedureContext, 'policy' | 'register'>,
  incidentId: string,
): Promise<CustodyPolicy> {
  const days = retentionDefaults(await register.look.retentionDefaultsFor(incidentId));
  return days === null ? policy : { ...policy, retentionDays: days };
}
