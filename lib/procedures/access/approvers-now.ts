import type { FrozenPolicy } from '../../custody/access-policy.ts';
import { eligibleApprovers, type Parties } from '../../custody/access-request.ts';
import { maySeeIncident } from '../../custody/visibility.ts';
import type { AccessRequestRecord, AskedItem } from '../../ports/access-desk.ts';
import type { IncidentRecord } from '../../ports/custody-register.ts';
import { askTenant } from '../as-the-tenant-says.ts';
import type { ProcedureContext } from '../procedure.ts';

/** Whom a request keeps from deciding. */
export function partiesOf(request: {
  readonly requester: Pick<AccessRequestRecord['requester'], 'objectId'>;
  readonly items: readonly AskedItem[];
}): Parties {
  return {
    requesterObjectId: request.requester.objectId,
    custodianObjectIds: request.items.flatMap(({ custodianObjectId }) => custodianObjectId ?? []),
  };
}

/**
 * Who may decide, by what the tenant says this moment and by who may see the incident at all. Out: object ids, and
 * whether the fallback roles count. Throws `throttled`, `cloud-unavailable` or `cloud-refused` when the tenant does not say.
 */
export async function approversNow(
  { people, register }: Pick<ProcedureContext, 'people' | 'register'>,
  policy: FrozenPolicy,
  parties: Parties,
  incident: IncidentRecord,
): Promise<{ readonly approvers: readonly string[]; readonly fallbackOpen: boolean }> {
  const holders = await askTenant(async (signal) => {
    const ids = await people.holders([...policy.approvers, ...policy.fallback], signal);
    return await Promise.all(
      ids.map(async (objectId) => ({ objectId, ...(await people.standing(objectId, signal)) })),
    );
  });
  const away = await register.look.awayAmong(holders.map(({ objectId }) => objectId));
  const possible = holders.flatMap(({ objectId, enabled, roles }) => {
    if (!enabled) return [];
    if (!maySeeIncident({ kind: 'person', objectId, roles }, incident)) return [];
    return [{ objectId, roles, away: away.includes(objectId) }];
  });
  const { approvers, fallbackOpen } = eligibleApprovers(policy, parties, possible);
  return { approvers: approvers.map(({ objectId }) => objectId), fallbackOpen };
}
