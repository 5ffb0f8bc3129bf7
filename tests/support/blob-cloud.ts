import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import type { TokenCredential } from '@azure/identity';
import {
  AnonymousCredential,
  BlobServiceClient,
  PageBlobClient,
  type StoragePipelineOptions,
} from '@azure/storage-blob';
import { type ExportingDiskStore, openDiskStore } from '../../lib/embedded/blob/disk-store.ts';
import { type BlobFacade, startBlobFacade } from '../../lib/embedded/blob/facade.ts';
import { cloudCertificates } from '../../lib/embedded/cloud/certificates.ts';
import { faultScript, type ScriptedFaults } from '../../lib/embedded/cloud/fault-script.ts';
import type { ContainerFacts, ControlPlane } from '../../lib/embedded/cloud-parts.ts';
import { seedCloud } from './cloud-seed.ts';

export const account = 'hflockertest';

type MutableContainer = { -readonly [Field in keyof ContainerFacts]: ContainerFacts[Field] };

/** A blob service with a control plane that the test holds in its hands. */
export interface BlobCloud {
  readonly home: string;
  readonly facade: BlobFacade;
  readonly disks: ExportingDiskStore;
  readonly faults: ScriptedFaults;
  readonly containers: Map<string, MutableContainer>;
  readonly clock: { aheadMs: number };
  /** What each principal may do; and the account's guard rails. */
  readonly rights: Record<string, readonly string[]>;
  readonly account: {
    delegationKeysRevokedAt: Date | null;
    publicNetworkAccess: 'Enabled' | 'Disabled';
    defaultAction: 'Allow' | 'Deny';
    allowedAddresses: readonly string[];
  };
  container(name: string): MutableContainer;
  service(options?: { token?: string; door?: 'public' | 'private' }): BlobServiceClient;
  pageBlob(url: string): PageBlobClient;
  stop(): Promise<void>;
}

const noRetries: StoragePipelineOptions = { retryOptions: { maxTries: 1 } };

/** Principals: token `writer` reads and writes, `adder` only reads and adds, `cleaner` may also delete, `stranger` nothing. */
const rights: Record<string, readonly string[]> = {
  writer: [
    'blobs/read',
    'blobs/write',
    'blobs/tags/write',
    'blobs/add/action',
    'containers/read',
    'containers/write',
  ],
  adder: ['blobs/read', 'blobs/add/action', 'containers/read'],
  cleaner: ['blobs/read', 'blobs/write', 'blobs/delete', 'containers/read', 'containers/delete'],
  stranger: [],
};

/** Starts the blob service in a home of its own; `prepare` may put disks there first. */
export async function startBlobCloud(
  prepare: (home: string) => Promise<void> = async () => {},
): Promise<BlobCloud> {
  const home = await mkdtemp(join(tmpdir(), 'holdfast-blob-'));
  await prepare(home);
  seedCloud(home);
  const certificates = await cloudCertificates(join(home, 'cloud', 'tls'), new Date());
  tls.setDefaultCACertificates([
    ...tls.getCACertificates('bundled'),
    readFileSync(certificates.caFile, 'utf8'),
  ]);
  const containers = new Map<string, MutableContainer>();
  const clock = { aheadMs: 0 };
  const guard: BlobCloud['account'] = {
    delegationKeysRevokedAt: null,
    publicNetworkAccess: 'Disabled',
    defaultAction: 'Deny',
    allowedAddresses: [],
  };
  const control = fakeControlPlane(containers, clock, guard);
  const faults = faultScript();
  let exportBaseUrl = '';
  const disks = await openDiskStore({ home, exportBaseUrl: () => exportBaseUrl, now: control.now });
  const facade = await startBlobFacade({
    home,
    control,
    disks,
    faults,
    tls: { key: certificates.key, cert: certificates.cert },
    tenantId: '11111111-1111-4111-8111-111111111111',
    ports: { publicPort: 0, privatePort: 0, exportPort: 0 },
  });
  exportBaseUrl = facade.exportBaseUrl;
  return {
    home,
    facade,
    disks,
    faults,
    containers,
    clock,
    rights,
    account: guard,
    container: (name) => {
      const made = control.createContainer(account, name);
      const facts = containers.get(made.name);
      if (facts === undefined) throw new Error('unreachable: the container was just made');
      return facts;
    },
    service({ token = 'writer', door = 'private' } = {}) {
      const port = door === 'private' ? facade.privatePort : facade.publicPort;
      return new BlobServiceClient(`https://127.0.0.1:${port}/${account}`, credential(token), noRetries);
    },
    pageBlob: (url) => new PageBlobClient(url, new AnonymousCredential(), noRetries),
    async stop() {
      await facade.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

export function credential(token: string): TokenCredential {
  return { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
}

function fakeControlPlane(
  containers: Map<string, MutableContainer>,
  clock: { aheadMs: number },
  guard: BlobCloud['account'],
): ControlPlane {
  const resourceId = `/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/${account}`;
  const now = () => new Date(Date.now() + clock.aheadMs);
  return {
    principalOf: (bearer, audience) =>
      bearer in rights && audience === 'https://storage.azure.com' ? { objectId: bearer, upn: null } : null,
    allows: (objectId, scope, action) =>
      scope.startsWith(resourceId) && (rights[objectId] ?? []).some((right) => action.endsWith(`/${right}`)),
    account: (name) =>
      name === account
        ? {
            name,
            resourceId,
            location: 'westeurope',
            allowSharedKeyAccess: false,
            ...guard,
          }
        : null,
    container: (_account, name) => containers.get(name) ?? null,
    createContainer(_account, name) {
      const facts: MutableContainer = {
        name,
        etag: '"0x8D1"',
        lastModified: now(),
        metadata: {},
        policy: null,
        legalHoldTags: [],
      };
      containers.set(name, containers.get(name) ?? facts);
      return containers.get(name) ?? facts;
    },
    collectsLogs: () => true,
    listContainers: () => [...containers.values()],
    now,
  };
}
