import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { fixedVhd, sparsePayload } from '../support/make-vhd.ts';

const disk = fixedVhd(sparsePayload(3 << 20, [[1 << 20, 70_000]]));
const machines = ['vm-twice', 'vm-staged-twice', 'vm-garbled', 'vm-side-by-side', 'vm-last'];
let house: AcquisitionHouse;

beforeAll(async () => {
  house = await startAcquisitionHouse(Object.fromEntries(machines.map((name) => [name, disk])));
});
afterAll(() => house.close());

const writes = [
  'Snapshots_CreateOrUpdate',
  'Snapshots_GrantAccess',
  'Snapshots_RevokeAccess',
  'Snapshots_Delete',
  'Container_Create',
  'BlobContainers_CreateOrUpdateImmutabilityPolicy',
  'BlobContainers_LockImmutabilityPolicy',
  'BlobContainers_SetLegalHold',
  'Blob_StartCopyFromURL',
  'Blob_Put',
];

describe('every write to Azure that arrives twice, its first answer lost', () => {
  it('does no harm: one sealed copy, no step repeated, no snapshot left', async () => {
    const id = await house.begin('vm-twice');
    for (const operation of writes) await house.cloud.fault(operation, { kind: 'duplicate' });
    await house.run(id);
    await expectSealed(id);
    const attempts = await house.database.db.acquisitionStep.findMany({ where: { acquisitionId: id } });
    expect(attempts.map((step) => step.attempt)).toEqual(attempts.map(() => 1));
    expect(await house.cloud.admin('GET', '/faults')).toEqual({ waiting: [] }); // each of them was played
  });

  it('does no harm on the way through staging either', async () => {
    const id = await house.begin('vm-staged-twice');
    await house.run(id, 'grant-read');
    const refused = { kind: 'status', status: 403, code: 'CannotVerifyCopySource', message: 'Refused.' };
    await house.cloud.fault('Blob_StartCopyFromURL', refused);
    for (const operation of ['Blob_Put', 'PageBlob_UploadPages', 'Blob_StartCopyFromURL', 'Blob_Delete'])
      await house.cloud.fault(operation, { kind: 'duplicate' });
    await house.run(id);
    await expectSealed(id);
  });
});

describe('two disks that lock one container at the same moment', () => {
  it('both end protected', async () => {
    await house.context.locker.ensureContainer('side-by-side', AbortSignal.timeout(9_000));
    const locks = [1, 2, 3].map(() =>
      house.context.locker.lockRetention('side-by-side', 30, AbortSignal.timeout(20_000)),
    );
    const answers = await Promise.all(locks);
    expect(answers.map(({ value }) => value.policyState)).toEqual(['Locked', 'Locked', 'Locked']);
  });
});

describe('an answer of the resource manager with a wrong byte', () => {
  it('is not believed: the step is repeated and nothing is taken twice', async () => {
    const id = await house.begin('vm-garbled');
    await house.run(id, 'check-feasibility');
    await house.cloud.fault('Snapshots_Get', { kind: 'delay', ms: 0 }); // the look whether it is there
    await house.cloud.fault('Snapshots_Get', { kind: 'corrupt', atByte: 0 });
    await house.runStep(id, 'snapshot-disk');
    const failed = (await house.events(id)).at(-1);
    expect(failed).toMatchObject({ type: 'acquisition.step-failed', detail: { willRetry: true } });
    await house.run(id);
    await expectSealed(id);
  });
});

async function expectSealed(id: string): Promise<void> {
  const row = await house.database.db.acquisition.findUniqueOrThrow({
    where: { id },
    include: { evidence: true },
  });
  expect(row.message).toBeNull();
  const sha256 = createHash('sha256').update(disk).digest('hex');
  expect(row).toMatchObject({ state: 'done', copyAttempt: 1, evidence: { state: 'sealed', sha256 } });
  expect(await house.context.snapshots.find(row.snapshotId ?? '', AbortSignal.timeout(9_000))).toBeNull();
}
