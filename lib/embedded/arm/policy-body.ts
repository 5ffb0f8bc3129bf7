import type { ContainerRecord, PolicyRecord } from '../cloud/cloud-state.ts';
import { lockerAccountId } from '../cloud/tenant.ts';

export function policyProperties(policy: PolicyRecord): Record<string, unknown> {
  return {
    immutabilityPeriodSinceCreationInDays: policy.days,
    state: policy.state,
    allowProtectedAppendWrites: policy.allowProtectedAppendWrites,
    allowProtectedAppendWritesAll: policy.allowProtectedAppendWritesAll,
  };
}

/** The policy resource `immutabilityPolicies/default`; a container without one answers zero days and an empty ETag. */
export function policyBody(record: ContainerRecord, policy: PolicyRecord | null): Record<string, unknown> {
  return {
    id: `${lockerAccountId}/blobServices/default/containers/${record.name}/immutabilityPolicies/default`,
    name: 'default',
    type: 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies',
    etag: policy?.etag ?? '',
    properties:
      policy === null
        ? { immutabilityPeriodSinceCreationInDays: 0, state: 'Unlocked' }
        : policyProperties(policy),
  };
}
