import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { managedIdentity } from '../../lib/adapters/azure/credential.ts';
import { azureReferenceVault } from '../../lib/adapters/azure/reference-vault.ts';
import { azureStagedSources } from '../../lib/adapters/azure/staged-sources.ts';
import { readReferenceVault } from '../../lib/custody/reference-vault.ts';
import type { ReferenceVaultSource } from '../../lib/ports/reference-vault.ts';
import { bringBundle, bringBundleInput } from '../../lib/procedures/import/bring-bundle.ts';
import { receiveImport } from '../../lib/procedures/import/receive-import.ts';
import { takeFromBundle } from '../../lib/procedures/import/take-from-bundle.ts';
import { takeOverSnapshot, takeOverSnapshotInput } from '../../lib/procedures/import/take-over-snapshot.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { getAcquisition } from '../../lib/queries/get-acquisition.ts';
import { getForeignBundle } from '../../lib/queries/get-foreign-bundle.ts';
import { getItemGaps } from '../../lib/queries/get-gaps.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { each } from '../support/each.ts';
import { foreignBundle, theirs } from '../support/foreign-bundle.ts';
import { policyText } from '../unit/ledger/small-log.ts';

let house: AcquisitionHouse;
let context: ProcedureContext;
let reference: ReferenceVaultSource;
let incidentId: string;
const signal = AbortSignal.timeout(120_000);
const authority = { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null } as const;
const said = { reason: 'the old custody room is closed this month', authority };

beforeAll(async () => {
  house = await startAcquisitionHouse({});
  const { clientIds, reference: room } = house.cloud.endpoints;
  const credential = managedIdentity(clientIds.importer);
  reference = azureReferenceVault({ credential, ...room });
  const places = [{ way: 'reference-vault', containerUrl: room.containerUrl }] as const;
  context = { ...house.context, reference, staged: azureStagedSources({ credential, places }) };
  Object.assign(house.tools, { context });
  ({ incidentId } = await house.machine('vm-web-03'));
}, 60_000);

afterAll(async () => await house?.close());

test('the room of the older reference is listed with what protects it now, and strays as what they are', async () => {
  const { blobs, secrets, protection } = await reference.list(signal);
  expect(protection).toEqual({ legalHold: true, immutabilityPolicy: false });
  const { snapshots, strays } = readReferenceVault(blobs, secrets);
  expect(
    snapshots.map(({ hashes, key }) => [hashes.map((one) => one.algorithm).join(), key !== null]),
  ).toEqual([
    ['MD5', true],
    ['SHA-256', false],
    ['Keccak-512,Skein-512', false],
    ['MD5', false],
    ['', false],
  ]);
  expect(strays.map(({ kind }) => kind)).toEqual(['other-blob', 'hash-without-blob', 'other-secret']);
});

test('a room of any size is listed part by part, and what was not listed is said to be there', async () => {
  const { clientIds, reference: room } = house.cloud.endpoints;
  const credential = managedIdentity(clientIds.importer);
  const bounded = azureReferenceVault({ credential, ...room, most: { blobs: 2, secrets: 3 } });
  const whole = await reference.list(signal);
  const names: string[] = [];
  for (let from: string | null | undefined; from !== null; ) {
    const part = await bounded.list(signal, from);
    expect([part.isFirst, part.hasMoreSecrets]).toEqual([from === undefined, true]);
    expect(part.blobs.length).toBeLessThanOrEqual(2);
    expect(part.secrets).toHaveLength(3);
    names.push(...part.blobs.map(({ name }) => name));
    from = part.next;
  }
  expect(names).toEqual(whole.blobs.map(({ name }) => name));
  expect([whole.next, whole.hasMoreSecrets]).toEqual([null, false]);
  const { blobs, secrets } = await bounded.look('202405220805-vm-erp-02-OsDisk-1.vhd', signal);
  const [image] = readReferenceVault(blobs, secrets).snapshots;
  expect(image?.hashes.map(({ algorithm }) => algorithm)).toEqual(['Keccak-512', 'Skein-512']); // beyond the bound too
});

test('an identity without rights in the room is refused in words', async () => {
  const { clientIds, reference: room } = house.cloud.endpoints;
  const stranger = azureReferenceVault({ credential: managedIdentity(clientIds.locker), ...room });
  await expect(stranger.list(signal)).rejects.toMatchObject({ code: 'cloud-refused' });
});

test('an image whose vault says SHA3 is sealed, and its Keccak-512 agrees; Skein is said not to be computed', async () => {
  const { source, claims, sealed } = await takenOver('202405220805-vm-erp-02-OsDisk-1.vhd');
  expect(claims).toMatchObject([
    {
      algorithm: 'Keccak-512',
      outcome: 'agrees',
      foundIn: expect.stringContaining('-hash-SHA3 of https://'),
    },
    { algorithm: 'Skein-512', outcome: 'not-computed', computed: null },
  ]);
  expect(sealed).toBe(true);
  expect(source.origin.blob).toBe('202405220805-vm-erp-02-OsDisk-1.vhd');
  expect(source.notes.join(' ')).toMatch(/is not: .*KeccakDigest\(512\)/);
});

test('an image that is not what its vault says is sealed all the same, and the difference is told', async () => {
  const { id, claims, sealed, acquisitionId } = await takenOver('202406101930-vm-kiosk-07-OsDisk-1.vhd');
  expect(claims).toMatchObject([{ algorithm: 'MD5', outcome: 'differs' }]);
  expect(sealed).toBe(true);
  const notice = await house.database.db.notification.findFirst({
    where: { key: `acquisition:${acquisitionId}:claims` },
  });
  expect(notice).toMatchObject({ level: 'warning', title: expect.stringContaining('MD5') });
  const viewer = { actor: house.person('auditor'), db: house.database.db };
  expect((await getItemGaps(viewer, id)).map(({ kind }) => kind)).toContain('claim-differs');
});

test('the key of an encrypted image is said to be there, and its value is asked for by nobody', async () => {
  const before = await secretsRead();
  const { source, claims } = await takenOver('202403011412-vm-hr-01-OsDisk-1.vhd');
  expect(claims).toMatchObject([{ algorithm: 'MD5', outcome: 'agrees' }]);
  expect(source.notes.at(-1)).toContain('Holdfast did not read it');
  expect((await secretsRead()) - before).toBe(1); // the one hash
});

test('an image that was written anew since the page was read is not taken over', async () => {
  const blob = '202403011412-vm-hr-01-data-0.vhd';
  const input = { incidentId, blob, etag: '"0xOLD"', takenBy: null, ...said, requestKey: randomUUID() };
  await expect(takeOverSnapshot.run(context, house.person('analyst'), input)).rejects.toMatchObject({
    code: 'conflict',
  });
  const gone = { ...input, blob: '202001010000-none.vhd' };
  await expect(takeOverSnapshot.run(context, house.person('analyst'), gone)).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('an image that is empty, or larger than the locker takes, is refused before anything is registered', async () => {
  const input = { ...(await chosen('202403011412-vm-hr-01-data-0.vhd')), requestKey: randomUUID() };
  const policy = { ...context.policy, maxDiskBytes: 512n };
  const small = takeOverSnapshot.run({ ...context, policy }, house.person('analyst'), input);
  await expect(small).rejects.toMatchObject({ code: 'not-feasible' });
  const look = async (name: string, within: AbortSignal) => {
    const listing = await reference.look(name, within);
    return { ...listing, blobs: listing.blobs.map((blob) => ({ ...blob, sizeBytes: '0' })) };
  };
  const empty = { ...context, reference: { ...reference, look } };
  const asked = takeOverSnapshot.run(empty, house.person('analyst'), input);
  await expect(asked).rejects.toMatchObject({ code: 'invalid-input' });
});

test('an image whose name has signs that hide is named to nobody as if it had none', () => {
  const input = { incidentId, blob: '202403011412-vm\u202edhv.vhd', etag: '"0x1"', takenBy: null, ...said };
  const read = takeOverSnapshotInput.safeParse({ ...input, requestKey: randomUUID() });
  expect(read.error?.issues).toMatchObject([{ path: ['blob'] }]);
});

test('a repeated request answers the item of the first', async () => {
  const input = { ...(await chosen('202407010600-vm-lab-03-OsDisk-1.vhd')), requestKey: randomUUID() };
  const first = await takeOverSnapshot.run(context, house.person('analyst'), input);
  expect(await takeOverSnapshot.run(context, house.person('analyst'), input)).toEqual(first);
});

test('a bundle that holds is sealed with its verdict, and a file in it becomes an item whose digest agrees', async () => {
  const bundle = await broughtBundle(await foreignBundle());
  expect(bundle.verdict).toMatchObject({
    ...{ outcome: 'holds', findingCount: 0, withheld: 0 },
    logs: [{ origin: expect.any(String), size: expect.any(String) }],
    exhibits: [{ exhibitNumber: 'EV-2025-0007', path: 'data/evidence/EV-2025-0007.vhd' }],
  });
  const { steps } = await getAcquisition(
    { actor: house.person('analyst'), db: house.database.db },
    bundle.acquisitionId,
  );
  expect(steps.at(-1)?.fact?.sentence).toContain('under the trust policy of who brought it');
  const asked = { acquisitionId: bundle.acquisitionId, theirs: 'EV-2025-0007', ...said };
  const input = { ...asked, requestKey: randomUUID() };
  const item = await takeFromBundle.run(context, house.person('analyst'), input);
  await house.run(item.acquisitionId);
  const events = await house.events(item.acquisitionId);
  expect(detailOf(events, 'import.claims-compared')).toMatchObject({
    claims: [{ algorithm: 'SHA-256', outcome: 'agrees', foundIn: expect.stringContaining('EV-2025-0007') }],
  });
  expect(events.map(({ type }) => type)).toContain('evidence.sealed');
  const viewer = { actor: house.person('analyst'), db: house.database.db };
  expect(await getForeignBundle(viewer, bundle.id)).toMatchObject({
    ...{ acquisitionId: bundle.acquisitionId, mayTake: true },
    taken: [{ theirs: 'EV-2025-0007', id: item.id, exhibitNumber: item.exhibitNumber }],
  });
  await expect(
    takeFromBundle.run(context, house.person('analyst'), { ...input, theirs: 'EV-2025-0009' }),
  ).rejects.toMatchObject({ code: 'not-found' });
});

test('a bundle in which evidence was swapped is kept, and its verdict is loud', async () => {
  const { id, verdict, events, acquisitionId } = await broughtBundle(await foreignBundle({ swapped: true }));
  expect(verdict).toMatchObject({ outcome: 'fails' });
  expect(JSON.stringify(verdict)).toContain('swapped or changed');
  expect(events.map(({ type }) => type)).toContain('evidence.sealed');
  const key = `acquisition:${acquisitionId}:bundle`;
  const notice = await house.database.db.notification.findFirst({ where: { key } });
  expect(notice).toMatchObject({ level: 'warning', title: expect.stringContaining('DOES NOT HOLD') });
  const viewer = { actor: house.person('auditor'), db: house.database.db };
  expect((await getItemGaps(viewer, id)).map(({ kind }) => kind)).toContain('bundle-does-not-hold');
  expect(await getForeignBundle(viewer, id)).toMatchObject({ verdict: { outcome: 'fails' }, mayTake: false });
});

test('an archive that is no bundle is kept, with the verdict that it cannot be read', async () => {
  const { verdict } = await broughtBundle(Buffer.from('PK\u0003\u0004 and no more'));
  expect(verdict).toMatchObject({ outcome: 'unreadable', steps: [], exhibits: [] });
});

test('a bundle whose own log numbers an item by signs that hide, and at any length, has a verdict all the same', async () => {
  const number = `EV\u0000\u202e${'7'.repeat(5_000)}`;
  const { verdict } = await broughtBundle(await foreignBundle({ number }));
  expect(verdict).toMatchObject({
    exhibits: [{ exhibitNumber: expect.stringMatching(/^EV\\u\{0\}\\u\{202e\}7+…$/) }],
  });
  expect(JSON.stringify(verdict).length).toBeLessThan(20_000);
  const half = await foreignBundle();
  const written = Buffer.from('"exhibitNumber":"EV-2025-0007"');
  const torn = Buffer.from(String.raw`"exhibitNumber":"EV-202\udc00"`);
  half.set(torn, half.indexOf(written));
  expect((await broughtBundle(half)).verdict).toMatchObject({
    ...{ outcome: 'fails', exhibits: [{ exhibitNumber: String.raw`EV-202\u{dc00}`, path: null }] },
  });
});

test('a digest that is none is no claim: the file of a bundle that names it is not taken', async () => {
  const { acquisitionId } = await broughtBundle(await foreignBundle({ sealed: '<b>none</b>' }));
  const input = { acquisitionId, theirs, ...said, requestKey: randomUUID() };
  await expect(takeFromBundle.run(context, house.person('analyst'), input)).rejects.toMatchObject({
    code: 'not-feasible',
  });
});

test('what is no trust policy is refused in words before anything is registered', () => {
  const read = bringBundleInput.safeParse({ ...bundleInput(10), trustPolicy: 'trust everybody' });
  expect(read.error?.issues[0]?.message).toMatch(/^This is no trust policy: /);
});

/** Takes one image over and runs it to its end. */
async function takenOver(blob: string) {
  const input = { ...(await chosen(blob)), requestKey: randomUUID() };
  const begun = await takeOverSnapshot.run(context, house.person('analyst'), input);
  await house.run(begun.acquisitionId);
  const events = await house.events(begun.acquisitionId);
  const { source } = detailOf(events, 'acquisition.requested') as {
    source: { brought: { notes: string[]; origin: { blob: string } } };
  };
  const claims = detailOf(events, 'import.claims-compared').claims;
  const sealed = events.some(({ type }) => type === 'evidence.sealed');
  return { ...{ source: source.brought, claims, sealed }, id: begun.id, acquisitionId: begun.acquisitionId };
}

async function chosen(blob: string) {
  const { blobs, secrets } = await reference.list(signal);
  const found = readReferenceVault(blobs, secrets).snapshots.find((one) => one.blob.name === blob);
  if (found === undefined) throw new Error(`There is no ${blob}.`);
  return { incidentId, blob, etag: found.blob.etag, takenBy: null, ...said };
}

function bundleInput(sizeBytes: number) {
  return {
    ...{ incidentId, description: 'bundle of the partner SOC', claims: [], ...said },
    earlier: { takenBy: null, takenAt: null, how: null, heldBy: 'partner SOC' },
    ...({ what: 'bundle' } as const),
    ...{ fileName: 'INC-1-bundle.zip', sizeBytes, trustPolicy: policyText, requestKey: randomUUID() },
  };
}

async function broughtBundle(zip: Buffer) {
  const input = bringBundleInput.parse(bundleInput(zip.length));
  const { id, acquisitionId } = await bringBundle.run(context, house.person('analyst'), input);
  await receiveImport.run(context, house.person('analyst'), { acquisitionId, bytes: each([zip]) });
  await house.run(acquisitionId);
  const events = await house.events(acquisitionId);
  return { id, acquisitionId, events, verdict: detailOf(events, 'import.bundle-verified').verdict };
}

function detailOf(events: Awaited<ReturnType<AcquisitionHouse['events']>>, type: string) {
  const found = events.find((one) => one.type === type);
  if (found === undefined) throw new Error(`No ${type} among ${events.map((one) => one.type).join()}.`);
  return found.detail;
}

async function secretsRead(): Promise<number> {
  const counts = (await house.cloud.admin('GET', '/counts')) as Record<string, number>;
  return counts.Vault_GetSecret ?? 0;
}
