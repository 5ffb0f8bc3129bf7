import type { PolicyRecord } from '../cloud/cloud-state.ts';

export function policyProperties(policy: PolicyRecord): Record<string, unknown> {
  return {
    immutabilityPeriodSinceCreationInDays: policy.days,
    state: policy.state,
    allowProtectedAppendWrites: policy.allowProtectedAppendWrites,
    allowProtectedAppendWritesAll: policy.allowProtectedAppendWritesAll,
  };
}

/** The policy resource `immutabilityPolicies/default`; a container without one answers zero days and an empty ETag. */
export function policyBody(containerId: string, policy: PolicyRecord | null): Record<string, unknown> {
  return {
    id: `${containerId}/immutabilityPolicies/default`,
    name: 'default',
    type: 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies',
    etag: policy?.etag ?? '',
    properties:
      policy === null
        ? { immutabilityPeriodSinceCreationInDays: 0, state: 'Unlocked' }
        : policyProperties(policy),
  };
}
