import { afterAll, beforeAll, expect, test } from 'vitest';
import { managedIdentity } from '../../lib/adapters/azure/credential.ts';
import { azureReferenceVault } from '../../lib/adapters/azure/reference-vault.ts';
import { type ReferenceVault, readReferenceVault } from '../../lib/custody/reference-vault.ts';
import type { ReferenceVaultSource } from '../../lib/ports/reference-vault.ts';
import { startTestCloud, type TestCloud } from '../support/cloud.ts';

let cloud: TestCloud;
let source: ReferenceVaultSource;
let vault: ReferenceVault;
const signal = AbortSignal.timeout(60_000);

beforeAll(async () => {
  cloud = await startTestCloud();
  source = sourceAs(cloud.endpoints.clientIds.reader);
  const { blobs, secrets } = await source.list(signal);
  vault = readReferenceVault(blobs, secrets);
}, 60_000);

afterAll(async () => await cloud?.dispose());

test('the room of the older reference is listed with what protects it now', async () => {
  const { protection, readAt } = await source.list(signal);
  expect(protection).toEqual({ legalHold: true, immutabilityPolicy: false });
  expect(Date.parse(readAt)).toBeGreaterThan(0);
  expect(
    vault.snapshots.map(({ hashes, key }) => [hashes.map((one) => one.algorithm), key !== null]),
  ).toEqual([
    [['MD5'], true],
    [['SHA-256'], false],
    [['Keccak-512', 'Skein-512'], false],
    [['MD5'], false],
    [[], false],
  ]);
  expect(vault.strays.map(({ kind }) => kind)).toEqual(['other-blob', 'hash-without-blob', 'other-secret']);
});

test('each version of a hash secret is read with its time, oldest first', async () => {
  const hash = vault.snapshots[0]?.hashes[0];
  if (hash === undefined) throw new Error('No hash is listed.');
  const values = await source.hashValues(hash, signal);
  expect(values).toMatchObject([
    { createdAt: '2024-03-01T14:47:00.000Z', hex: expect.stringMatching(/^[0-9a-f]{32}$/) },
  ]);
});

test('no request asks for the value of the key or of a stray secret', async () => {
  const before = await counted();
  const { blobs, secrets } = await source.list(signal);
  readReferenceVault(blobs, secrets);
  expect(await counted()).toBe(before);
});

test('an identity without rights there is refused in words', async () => {
  const stranger = sourceAs(cloud.endpoints.clientIds.locker);
  await expect(stranger.list(signal)).rejects.toMatchObject({ code: 'cloud-refused' });
});

function sourceAs(clientId: string): ReferenceVaultSource {
  return azureReferenceVault({ credential: managedIdentity(clientId), ...cloud.endpoints.reference });
}

async function counted(): Promise<number> {
  const counts = (await cloud.admin('GET', '/counts')) as Record<string, number>;
  return counts.Vault_GetSecret ?? 0;
}
