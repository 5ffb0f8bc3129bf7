import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ComputeManagementClient } from '@azure/arm-compute';
import { StorageManagementClient } from '@azure/arm-storage';
import { ManagedIdentityCredential, type TokenCredential } from '@azure/identity';
import { startTestCloud, type TestCloud } from './cloud.ts';
import { fixedVhd } from './make-vhd.ts';

type Identity = keyof TestCloud['endpoints']['clientIds'];

/** Bytes of the whole disk that is dropped, without its footer; it begins with `DATA`. */
export const droppedBytes = 2 * 1024 * 1024;

/** The SOC's resource group for snapshots of West Europe. */
export const snapshotGroup = 'rg-soc-snapshots-weu';

/** An embedded cloud without delays, whose machine `vm-dropped` has a whole `disk` and a `truncated` one. */
export async function startArmCloud(): Promise<TestCloud> {
  const cloud = await startTestCloud({ prepare: dropImages });
  await withoutDelays(cloud);
  return cloud;
}

export async function withoutDelays(cloud: TestCloud): Promise<void> {
  await cloud.admin('PUT', '/speed', { operationSeconds: 0, activityDelaySeconds: 0 });
}

export function credentialOf(cloud: TestCloud, identity: Identity): ManagedIdentityCredential {
  return new ManagedIdentityCredential({ clientId: cloud.endpoints.clientIds[identity] });
}

export function computeOf(
  cloud: TestCloud,
  identity: Identity,
  where: 'production' | 'soc',
): ComputeManagementClient {
  const { endpoints } = cloud;
  const subscription = where === 'soc' ? endpoints.socSubscriptionId : endpoints.productionSubscriptionId;
  return new ComputeManagementClient(credentialOf(cloud, identity), subscription, {
    endpoint: endpoints.arm,
  });
}

export function storageOf(cloud: TestCloud, identity: Identity): StorageManagementClient {
  const { endpoints } = cloud;
  return new StorageManagementClient(credentialOf(cloud, identity), endpoints.socSubscriptionId, {
    endpoint: endpoints.arm,
  });
}

export function diskIdIn(cloud: TestCloud, resourceGroup: string, name: string): string {
  return `/subscriptions/${cloud.endpoints.productionSubscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Compute/disks/${name}`;
}

/** A private, full snapshot of a disk of `vm-dropped`. */
export function snapshotOf(cloud: TestCloud, disk: 'disk' | 'truncated') {
  const { endpoints } = cloud;
  return {
    location: 'westeurope',
    tags: { 'holdfast-acquisition': 'a-1' },
    incremental: false,
    networkAccessPolicy: 'AllowPrivate' as const,
    publicNetworkAccess: 'Disabled' as const,
    diskAccessId: `/subscriptions/${endpoints.socSubscriptionId}/resourceGroups/${snapshotGroup}/providers/Microsoft.Compute/diskAccesses/da-holdfast`,
    creationData: {
      createOption: 'Copy' as const,
      sourceResourceId: diskIdIn(cloud, 'rg-imported', `vm-dropped-${disk}`),
    },
  };
}

function dropImages(home: string): void {
  const folder = join(home, 'cloud/disks/vm-dropped');
  mkdirSync(folder, { recursive: true });
  const payload = Buffer.alloc(droppedBytes);
  payload.write('DATA');
  writeFileSync(join(folder, 'disk.vhd'), fixedVhd(payload));
  writeFileSync(join(folder, 'truncated.vhd'), payload.subarray(0, 4096));
}

/** A person at Azure's own command line, past every portal. */
export function personCredential(cloud: TestCloud, account: string): TokenCredential {
  return {
    async getToken(scopes) {
      const resource = String(Array.isArray(scopes) ? scopes[0] : scopes).replace('/.default', '');
      const answer = await cloud.admin('POST', '/person-token', { account, resource });
      const { access_token: token } = answer as { readonly access_token: string };
      return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
    },
  };
}

export function authorizationOf(
  cloud: TestCloud,
  credential: TokenCredential,
): AuthorizationManagementClient {
  return new AuthorizationManagementClient(credential, cloud.endpoints.socSubscriptionId, {
    endpoint: cloud.endpoints.arm,
    credentialScopes: 'https://management.azure.com/.default',
  });
}
