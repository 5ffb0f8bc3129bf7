import { managedIdentity } from '../adapters/azure/credential.ts';
import { azureLockerPolicies } from '../adapters/azure/locker-policies.ts';
import type { HoldContext } from '../procedures/hold/hold-context.ts';
import type { Runtime } from './runtime.ts';

/** What the worker watches and changes the containers' guards with: as the custodian, who can weaken none. */
export function holdContext({ settings, context }: Pick<Runtime, 'settings' | 'context'>): HoldContext {
  const subscriptionId = settings.HOLDFAST_LOCKER_SUBSCRIPTION_ID;
  const resourceGroup = settings.HOLDFAST_LOCKER_RESOURCE_GROUP;
  const account = settings.HOLDFAST_LOCKER_ACCOUNT;
  const { register, locker, activity, worker } = context;
  return {
    ...{ register, locker, activity, worker },
    policies: azureLockerPolicies({
      credential: managedIdentity(settings.HOLDFAST_CUSTODIAN_CLIENT_ID),
      armEndpoint: settings.HOLDFAST_ARM_ENDPOINT,
      ...{ subscriptionId, resourceGroup, account },
    }),
    account: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Storage/storageAccounts/${account}`,
  };
}
