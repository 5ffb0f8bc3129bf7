import { randomUUID } from 'node:crypto';
import pino from 'pino';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { CustodyError } from '../../lib/custody/custody-error.ts';
import type { Machine } from '../../lib/custody/machine.ts';
import { type Role, roles } from '../../lib/custody/role.ts';
import type { Standing } from '../../lib/ports/people-directory.ts';
import type { ReferenceVaultSource } from '../../lib/ports/reference-vault.ts';
import type { StagedSources } from '../../lib/ports/staged-sources.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { openSession } from '../../lib/procedures/session/open-session.ts';
import { parseSettings } from '../../lib/runtime/env.ts';
import type { Runtime } from '../../lib/runtime/runtime.ts';
import { hashSecret, newSecret, sessionCookie } from '../../lib/web/session-cookie.ts';
import type { TestDatabase } from './database.ts';
import { analyst, diskSource } from './facts.ts';
import type { SmallIssuer } from './small-issuer.ts';
import { testDevice } from './test-device.ts';

export const publicUrl = 'http://127.0.0.1:3999';
export const ownPage = { origin: publicUrl, 'sec-fetch-site': 'same-origin' } as const;

/** The runtime as the doors see it: the real database, the real register, and Azure reduced to fixed answers. */
export function testRuntime(database: TestDatabase, issuer?: SmallIssuer): Runtime {
  const { db, jobs, register } = database;
  const settings = parseSettings({
    HOLDFAST_MODE: 'embedded',
    HOLDFAST_PUBLIC_URL: publicUrl,
    DATABASE_URL: database.appUrl,
    HOLDFAST_SEQUENCER_DATABASE_URL: database.sequencerUrl,
    HOLDFAST_TENANT_ID: analyst.tenantId,
    HOLDFAST_OIDC_ISSUER: issuer?.url ?? 'http://127.0.0.1:9/tenant',
    HOLDFAST_OIDC_CLIENT_ID: issuer?.clientId ?? 'portal-client',
    HOLDFAST_OIDC_CLIENT_SECRET: issuer?.clientSecret ?? 'portal-secret',
    HOLDFAST_LOCKER_SUBSCRIPTION_ID: randomUUID(),
    HOLDFAST_LOCKER_RESOURCE_GROUP: 'rg',
    HOLDFAST_LOCKER_ACCOUNT: 'locker',
    HOLDFAST_LOCKER_BLOB_ENDPOINT: 'https://127.0.0.1:9/locker',
    HOLDFAST_SNAPSHOT_RESOURCE_GROUPS: '',
    HOLDFAST_READER_CLIENT_ID: 'r',
    HOLDFAST_ACQUIRER_CLIENT_ID: 'a',
    HOLDFAST_LOCKER_CLIENT_ID: 'l',
    HOLDFAST_CUSTODIAN_CLIENT_ID: 'c',
    HOLDFAST_LEDGER_ORIGIN: 'holdfast.example/test',
    HOLDFAST_LEDGER_SECRET_ID: 'https://soc.vault.azure.net/secrets/ledger/0123456789abcdef0123456789abcdef',
    HOLDFAST_LEDGER_KEY_ID: 'https://soc.vault.azure.net/keys/ledger/0123456789abcdef0123456789abcdef',
    HOLDFAST_DATA_KEYS_KEY_ID: 'https://soc.vault.azure.net/keys/data-keys/0123456789abcdef0123456789abcdef',
    HOLDFAST_DATA_KEYS_CONTAINER_URL: 'https://socevidence.blob.core.windows.net/data-keys',
    HOLDFAST_ANCHORS_CONTAINER_URL: 'https://auditanchors.blob.core.windows.net/ledger',
    HOLDFAST_SEQUENCER_CLIENT_ID: 's',
    HOLDFAST_ANCHORER_CLIENT_ID: 'o',
    HOLDFAST_TRUST_POLICY_FILE: '/nonexistent',
  });
  const people = {
    standing: async (objectId: string) => tenant.get(objectId) ?? tenantAway(),
    holders: async (wanted: readonly Role[]) =>
      [...tenant].filter(([, { roles }]) => roles.some((one) => wanted.includes(one))).map(([id]) => id),
  };
  const answers = {
    register,
    controllerActs: () => ({ clearHold: async () => ({ value: [], azure: [] }) }),
    clock: { now: () => new Date() },
    staged: oneStagedFile,
    reference: oneOldImage,
    scope: { mayTouch: async (_: string, resourceId: string) => !resourceId.includes('untouchable') },
    machines: {
      read: async (resourceId: string) => (resourceId.includes('unknown') ? null : machineOf(resourceId)),
    },
    locker: {
      account: 'locker',
      posture: async () => ({}),
      protection: async (container: string) => ({ value: lockedPolicy(container), azure: [] }),
    },
    policy: { retentionDays: 30, maxDiskBytes: 8n * 1024n ** 4n, firstLockConfirmation: 'given' },
    worker: { id: 'w', address: '127.0.0.1' },
    people,
    reports: { signer: {} },
    devices: {
      reader: { device: async (id: string) => testDevice(id) },
      collector: {},
      responder: {},
      hunting: { run: async () => ({ value: { columns: [], rows: [], truncated: false }, azure: [] }) },
    },
  };
  return {
    settings,
    db,
    jobs,
    people,
    logger: pino({ level: 'silent' }),
    context: answers as unknown as ProcedureContext,
    verifierKeys: async () => ['key+00000000+AAAA'],
    ledgerKeys: async () => ({ current: ['key+00000000+AAAA'], former: [] }),
    trustPolicy: async () => 'quorum none\n',
    close: async () => {},
  };
}

function lockedPolicy(container: string) {
  const readBackAt = new Date().toISOString();
  return {
    container,
    policyState: 'Locked',
    retentionDays: 30,
    retentionUntil: null,
    legalHoldTags: [],
    extensionsLeft: 5,
    readBackAt,
  };
}

/** A machine of that id with one disk of its own. */
export function machineOf(resourceId: string): Machine {
  const name = resourceId.split('/').at(-1) ?? '';
  const { machine, disk } = diskSource(`disk-of-${name}`);
  return { ...machine, resourceId: resourceId.toLowerCase(), name, disks: [disk] };
}

/** What the test's tenant says of each person; a test may change it. Of whom it does not know it says nothing at all. */
export const tenant = new Map<string, Standing>();

function tenantAway(): never {
  throw new CustodyError('cloud-unavailable', 'The tenant of the test does not answer.');
}

/** A person holding one role, with an object id of their own. */
export function personOf(role: string): PersonActor {
  const held = roles.filter((one) => one === role);
  const objectId = randomUUID();
  tenant.set(objectId, { enabled: true, roles: held });
  return {
    ...analyst,
    objectId,
    displayName: role,
    userPrincipalName: `${role}@holdfast.example`,
    roles: held,
    authenticatedAt: new Date().toISOString(),
  };
}

/** Signs a person in through the register; returns the Cookie header of their browser. */
export async function cookieOf(database: TestDatabase, person: PersonActor): Promise<string> {
  const value = newSecret();
  const actor = { ...person, sessionId: hashSecret(value).toString('hex') };
  await openSession(database.register, { actor, absoluteExpiresAt: new Date(Date.now() + 3_600_000) });
  return `${sessionCookie(publicUrl)}=${value}`;
}

const stagingPlace = { endpoint: 'https://staging.blob.core.windows.net', container: 'in' } as const;

/** Staging storage in which every name stands for the same small file. */
const oneStagedFile: StagedSources = {
  places: [{ way: 'staged', ...stagingPlace }],
  list: async () => [],
  look: async (_, blob) => ({
    ...{ ...stagingPlace, blob, etag: '"0x1"', blobType: 'BlockBlob', lastModified: null, sizeBytes: 4n },
  }),
  open: () => Promise.reject(new Error('nobody reads it here')),
};

export const oldImage = { blob: '202403011412-vm-old.vhd', etag: '"0x1"' } as const;

const oldListing = {
  blobs: [
    {
      ...{ name: oldImage.blob, etag: oldImage.etag, sizeBytes: '1024', blobType: 'PageBlob' },
      ...{ createdAt: null, lastModified: null },
    },
  ],
  ...{ secrets: [], protection: { legalHold: null, immutabilityPolicy: null } },
  readAt: '2026-11-22T10:00:00.000Z',
};

/** A room of the older reference with that one image, of which its vault says nothing. */
const oneOldImage: ReferenceVaultSource = {
  ...{ endpoint: 'https://old.blob.core.windows.net', container: 'immutable' },
  vaultUrl: 'https://old.vault.azure.net',
  list: async () => ({ ...oldListing, isFirst: true, next: null, hasMoreSecrets: false }),
  look: async () => oldListing,
  hashValues: async () => [],
};
