import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { managedIdentity } from '../../lib/adapters/azure/credential.ts';
import { cancelAcquisition } from '../../lib/procedures/acquisition/cancel-acquisition.ts';
import { retryStep } from '../../lib/procedures/acquisition/retry-step.ts';
import { runCancellation } from '../../lib/procedures/acquisition/run-cancellation.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { fixedVhd, sparsePayload } from '../support/make-vhd.ts';

const mib = 1 << 20;
const disk = () =>
  fixedVhd(
    sparsePayload(40 * mib, [
      [0, 70_000],
      [9 * mib, 9 * mib],
      [30 * mib, mib],
    ]),
  );
const disks = {
  'vm-staged/os.vhd': disk(),
  'vm-resumed/os.vhd': disk(),
  'vm-changed/os.vhd': disk(),
  'vm-dropped/os.vhd': disk(),
  'vm-forbidden/os.vhd': disk(),
};
let house: AcquisitionHouse;

beforeAll(async () => {
  house = await startAcquisitionHouse(disks);
});
afterAll(() => house.close());

describe('a disk whose export link Azure does not read by itself', () => {
  it('is acquired by way of staging, byte for byte, and the record tells the path', async () => {
    const id = await house.begin('vm-staged');
    await house.run(id, 'grant-read');
    await refuseServerSideCopy();
    await house.run(id);
    const row = await rowOf(id);
    expect(row.state).toBe('done');
    expect(row.evidence).toMatchObject({ state: 'sealed', sha256: sha256(disks['vm-staged/os.vhd']) });
    const copied = (await house.events(id)).find((event) => event.type === 'acquisition.copied');
    expect(copied?.detail.path).toBe('staging');
    expect((await storedBytes(id)).equals(disks['vm-staged/os.vhd'])).toBe(true);
    // Only pages that hold data travel: 70,000 bytes, 9 MiB, 1 MiB and the footer are 1 + 3 + 1 + 1 writes.
    expect(await stagingCalls(id, 'PageBlob_UploadPages')).toHaveLength(6);
    expect(await stagingCalls(id, 'Blob_Delete')).toMatchObject([{ status: 202 }]);
  });

  it('goes on where an earlier attempt stopped, and writes no page twice', async () => {
    const id = await house.begin('vm-resumed');
    await stopInTheMiddle(id);
    const before = await pagesWritten(id);
    await retry(id);
    expect(before).toBeGreaterThan(0);
    expect(await pagesWritten(id)).toBeLessThanOrEqual(6);
    expect((await rowOf(id)).evidence.sha256).toBe(sha256(disks['vm-resumed/os.vhd']));
  });

  it('writes a staged page again if it is not what the source holds', async () => {
    const id = await house.begin('vm-changed');
    await stopBeforeTheLastCopy(id);
    expect(await pagesWritten(id)).toBe(6);
    // The comparison reads the staged page; a byte that differs on the way looks like one that differs there.
    await house.cloud.fault('Blob_Get', { kind: 'corrupt', atByte: 7 });
    await retry(id);
    expect(await pagesWritten(id)).toBe(7);
    expect((await rowOf(id)).evidence.sha256).toBe(sha256(disks['vm-changed/os.vhd']));
  });

  it('leaves nothing in staging when it is cancelled in the middle', async () => {
    const id = await house.begin('vm-dropped');
    await stopInTheMiddle(id);
    const reason = 'no longer needed';
    await cancelAcquisition.run(house.context, house.person('analyst'), { acquisitionId: id, reason });
    await runCancellation(house.context, id, AbortSignal.timeout(30_000));
    expect((await rowOf(id)).state).toBe('cancelled');
    expect(await stagingCalls(id, 'Blob_Delete')).toMatchObject([{ status: 202 }]);
    const left = (await house.events(id)).find((event) => event.type === 'acquisition.cancelled');
    expect(left?.detail.leftInLocker).toBeNull();
  });

  it('is not staged when it is the locker that refuses the write', async () => {
    const id = await house.begin('vm-forbidden');
    await house.run(id, 'grant-read');
    await refuseCopy('AuthorizationPermissionMismatch');
    await house.run(id, 'copy-to-locker');
    expect((await rowOf(id)).state).toBe('failed');
    expect(await stagingCalls(id, 'Blob_Put')).toEqual([]);
  });

  it('may be deleted from staging by the locker’s identity, and from nowhere else', async () => {
    const id = (await house.database.db.acquisition.findFirst({ where: { state: 'done' } }))?.id ?? '';
    const blob = await storedBlob(id);
    await expect(blob.delete()).rejects.toMatchObject({
      code: 'AuthorizationPermissionMismatch',
    });
  });
});

/** Staging is under way when the third page write is refused for good. */
async function stopInTheMiddle(id: string): Promise<void> {
  await house.run(id, 'grant-read');
  await refuseServerSideCopy();
  await house.cloud.fault('PageBlob_UploadPages', { kind: 'delay', ms: 1 }, 2);
  await house.cloud.fault('PageBlob_UploadPages', {
    kind: 'status',
    status: 403,
    code: 'Stopped',
    message: 'Stopped.',
  });
  await house.run(id, 'copy-to-locker');
  expect((await rowOf(id)).state).toBe('failed');
}

async function stopBeforeTheLastCopy(id: string): Promise<void> {
  await house.run(id, 'grant-read');
  await refuseServerSideCopy();
  await refuseCopy('Stopped');
  await house.run(id, 'copy-to-locker');
  expect((await rowOf(id)).state).toBe('failed');
}

async function retry(id: string): Promise<void> {
  const input = { acquisitionId: id, reason: 'the cause was looked into' };
  await retryStep.run(house.context, house.person('analyst'), input);
  await refuseServerSideCopy();
  await house.run(id);
  expect((await rowOf(id)).state).toBe('done');
}

function rowOf(id: string) {
  return house.database.db.acquisition.findUniqueOrThrow({ where: { id }, include: { evidence: true } });
}

function refuseServerSideCopy(): Promise<void> {
  return refuseCopy('CannotVerifyCopySource');
}

function refuseCopy(code: string): Promise<void> {
  const message = 'This request is not authorized to perform this operation.';
  return house.cloud.fault('Blob_StartCopyFromURL', { kind: 'status', status: 403, code, message });
}

async function pagesWritten(id: string): Promise<number> {
  return (await stagingCalls(id, 'PageBlob_UploadPages')).filter((call) => call.status === 201).length;
}

/** What the account's own diagnostic log says of calls to the acquisition's staged blob. */
async function stagingCalls(id: string, operation: string) {
  const { evidence } = await rowOf(id);
  const log = readFileSync(join(house.cloud.home, 'cloud/blob-log.jsonl'), 'utf8').trim().split('\n');
  const calls = log.map((line) => JSON.parse(line) as { operation: string; status: number; uri: string });
  return calls.filter(
    (call) =>
      call.operation === operation &&
      call.uri.includes('/holdfast-staging/') &&
      call.uri.includes(evidence.exhibitNumber),
  );
}

async function storedBlob(id: string) {
  const acquisition = await house.context.register.look.acquisition(id);
  if (acquisition === null || acquisition.blob === null) throw new Error('Nothing was stored.');
  const { lockerBlobEndpoint, clientIds } = house.cloud.endpoints;
  const service = new BlobServiceClient(lockerBlobEndpoint, managedIdentity(clientIds.locker));
  return service.getContainerClient(acquisition.container).getBlobClient(acquisition.blob);
}

async function storedBytes(id: string): Promise<Buffer> {
  return (await storedBlob(id)).downloadToBuffer();
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
