import type { FrozenPolicy } from '../../custody/access-policy.ts';
import { eligibleApprovers, type Parties } from '../../custody/access-request.ts';
import { maySeeIncident } from '../../custody/visibility.ts';
import type { AccessRequestRecord, AskedItem } from '../../ports/access-desk.ts';
import type { IncidentRecord } from '../../ports/custody-register.ts';
import type { ProcedureContext } from '../procedure.ts';

const tenantLimitMs = 5_000;

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
  const signal = AbortSignal.timeout(tenantLimitMs);
  const ids = await people.holders([...policy.approvers, ...policy.fallback], signal);
  const [standings, away] = await Promise.all([
    Promise.all(ids.map((objectId) => people.standing(objectId, signal))),
    register.look.awayAmong(ids),
  ]);
  const possible = ids.flatMap((objectId, i) => {
    const standing = standings[i];
    if (standing === undefined || !standing.enabled) return [];
    const { roles } = standing;
    if (!maySeeIncident({ kind: 'person', objectId, roles }, incident)) return [];
    return [{ objectId, roles, away: away.includes(objectId) }];
  });
  const { approvers, fallbackOpen } = eligibleApprovers(policy, parties, possible);
  return { approvers: approvers.map(({ objectId }) => objectId), fallbackOpen };
}
