import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ComputeManagementClient } from '@azure/arm-compute';
import { MonitorClient } from '@azure/arm-monitor';
import { StorageManagementClient } from '@azure/arm-storage';
import type { TokenCredential } from '@azure/identity';
import { throttlePolicy } from './throttle-meter.ts';
import { tracePolicy } from './trace.ts';

/** What a token for the resource manager is asked for. */
export const armScope = 'https://management.azure.com/.default';

/** Where and as whom the control plane is asked. */
export interface ArmAccess {
  readonly credential: TokenCredential;
  readonly armEndpoint: string;
}

export function computeClient(access: ArmAccess, subscriptionId: string): ComputeManagementClient {
  return new ComputeManagementClient(access.credential, subscriptionId, armOptions(access));
}

export function storageClient(access: ArmAccess, subscriptionId: string): StorageManagementClient {
  return new StorageManagementClient(access.credential, subscriptionId, armOptions(access));
}

export function monitorClient(access: ArmAccess, subscriptionId: string): MonitorClient {
  return new MonitorClient(access.credential, subscriptionId, armOptions(access));
}

/** This client would derive the token's audience from the endpoint, so it is named. */
export function authorizationClient(
  access: ArmAccess,
  subscriptionId: string,
): AuthorizationManagementClient {
  return new AuthorizationManagementClient(access.credential, subscriptionId, {
    ...armOptions(access),
    credentialScopes: armScope,
  });
}

function armOptions(access: ArmAccess) {
  return {
    endpoint: access.armEndpoint,
    additionalPolicies: [
      { policy: tracePolicy, position: 'perCall' as const },
      { policy: throttlePolicy, position: 'perRetry' as const },
    ],
  };
}
