import { createHash } from 'node:crypto';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { managedIdentity } from '../../lib/adapters/azure/credential.ts';
import { requireDisk } from '../../lib/custody/evidence-source.ts';
import { requestAcquisition } from '../../lib/procedures/acquisition/request-acquisition.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { dynamicVhd, fixedVhd, sparsePayload } from '../support/make-vhd.ts';

const disk = () => fixedVhd(sparsePayload(6 << 20, [[1 << 20, 300_000]]));
const payload = sparsePayload(6 << 20, [[3 << 20, 5_000]]);
const files = {
  'vm-a/os.vhd': disk(),
  'vm-b/os.vhd': disk(),
  'vm-c/os.vhd': dynamicVhd(payload),
};
const broken = {
  'vm-truncated/os.vhd': disk().subarray(0, 3 << 20),
  'vm-no-vhd/os.vhd': Buffer.from('no disk at all '.repeat(1_000)),
  'vm-empty/os.vhd': Buffer.alloc(0),
};
let house: AcquisitionHouse;

beforeAll(async () => {
  house = await startAcquisitionHouse({ ...files, ...broken });
});
afterAll(() => house.close());

describe('a VHD dropped into cloud/disks/<machine>/', () => {
  it('is acquired byte for byte, and a file of the same name of another machine is other evidence', async () => {
    const [a, b] = [await acquire('vm-a'), await acquire('vm-b')];
    expect((await storedBytes(a)).equals(files['vm-a/os.vhd'])).toBe(true);
    expect((await storedBytes(b)).equals(files['vm-b/os.vhd'])).toBe(true);
    const [first, second] = [requireDisk(a.source).disk, requireDisk(b.source).disk];
    expect(first.resourceId).not.toBe(second.resourceId);
    expect(first.uniqueId).not.toBe(second.uniqueId);
    expect(a.exhibitNumber).not.toBe(b.exhibitNumber);
  });

  it('as a dynamic file is acquired as its fixed equivalent, with the digest of the same payload', async () => {
    const acquisition = await acquire('vm-c');
    const stored = await storedBytes(acquisition);
    expect(stored.length).toBe(payload.length + 512);
    expect(stored.subarray(0, payload.length).equals(payload)).toBe(true);
    const hashed = (await house.events(acquisition.id)).find(
      (event) => event.type === 'acquisition.copy-hashed',
    );
    expect(hashed?.detail.digests).toMatchObject({
      sha256: sha256(stored),
      payloadSha256: sha256(payload),
    });
  });
});

describe('a file dropped there that is no whole VHD', () => {
  it.each([
    ['vm-truncated', 3 << 20, 'There is no VHD footer in the last 512 bytes: not a VHD, or truncated.'],
    ['vm-no-vhd', 15_000, 'There is no VHD footer in the last 512 bytes: not a VHD, or truncated.'],
    ['vm-empty', 0, 'The file is too short to be a VHD.'],
  ])('%s is listed with its true size and refused before anything is touched', async (name, bytes, why) => {
    const { machine } = await house.machine(name);
    expect(machine.disks).toMatchObject([{ sizeBytes: String(bytes), problem: why }]);
    const input = await house.request(name);
    const { acquisitions } = await requestAcquisition.run(house.context, house.person('analyst'), input);
    const id = acquisitions[0]?.id ?? '';
    await house.run(id);
    const events = await house.events(id);
    expect(events.map((event) => event.type)).toEqual(['acquisition.requested', 'acquisition.refused']);
    expect(events.at(-1)?.detail.reasons).toEqual([
      `Azure reports that this disk cannot be read: ${why} Its owner must mend it first.`,
    ]);
    const row = await house.database.db.acquisition.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ state: 'refused', snapshotId: null });
  });
});

async function acquire(machine: string) {
  const id = await house.begin(machine);
  await house.run(id);
  const acquisition = await house.context.register.look.acquisition(id);
  if (acquisition?.state !== 'done') throw new Error(`${machine}: ${acquisition?.state}`);
  return acquisition;
}

function storedBytes(stored: { readonly container: string; readonly blob: string | null }): Promise<Buffer> {
  const { lockerBlobEndpoint, clientIds } = house.cloud.endpoints;
  const service = new BlobServiceClient(lockerBlobEndpoint, managedIdentity(clientIds.locker));
  return service
    .getContainerClient(stored.container)
    .getBlobClient(stored.blob ?? '')
    .downloadToBuffer();
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
