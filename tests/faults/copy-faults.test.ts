import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelAcquisition } from '../../lib/procedures/acquisition/cancel-acquisition.ts';
import { retryStep } from '../../lib/procedures/acquisition/retry-step.ts';
import { runCancellation } from '../../lib/procedures/acquisition/run-cancellation.ts';
import { getEvidenceItem } from '../../lib/queries/get-evidence-item.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { fixedVhd, sparsePayload } from '../support/make-vhd.ts';
import { rowFindings } from '../support/row-findings.ts';

const disk = fixedVhd(
  sparsePayload(9 << 20, [
    [0, 70_000],
    [5 << 20, 1 << 20],
  ]),
);
const machines = ['vm-wrong-byte', 'vm-wrong-read', 'vm-given-up', 'vm-failing', 'vm-twice', 'vm-lost'];
let house: AcquisitionHouse;

beforeAll(async () => {
  house = await startAcquisitionHouse(Object.fromEntries(machines.map((name) => [name, disk])));
});
afterAll(() => house.close());

describe.each([
  ['in the copy', 'vm-wrong-byte', 'Blob_StartCopyFromURL', 'grant-read'],
  ['in the read of the source', 'vm-wrong-read', 'Export_Get', 'copy-to-locker'],
] as const)('one wrong byte %s', (_where, machine, operation, before) => {
  it('is a mismatch that calls the copy dead; a retry copies and reads both again, and seals', async () => {
    const id = await house.begin(machine);
    await house.run(id, before);
    await house.cloud.fault(operation, { kind: 'corrupt', atByte: 100 });
    await house.run(id);
    expect(await rowOf(id)).toMatchObject({ state: 'failed', copyAttempt: 2 });
    expect((await itemOf(id)).integrity).toBe('mismatch');

    const { steps } = await retry(id);
    expect(steps).toEqual(['copy-to-locker', 'hash-source']);
    await house.run(id);
    const row = await rowOf(id);
    expect(row).toMatchObject({ state: 'done', evidence: { state: 'sealed', sha256: sha256(disk) } });
    expect(row.blob).toContain('attempt-2');
    expect((await itemOf(id)).integrity).toBe('verified');
    const dead = await deadBlobs(id);
    expect(dead).toEqual([expect.stringContaining('attempt-1')]);
    expect(await stored(row.evidence.container, dead[0] ?? '')).toBe(true);
    const compared = (await house.events(id)).filter((one) => one.type === 'acquisition.compared');
    expect(compared.map((one) => one.detail.equal)).toEqual([false, true]);
    expect(compared[1]?.detail.report).toMatchObject({ errors: [expect.stringContaining('Attempt 1')] });
  });
});

describe('a mismatch that nobody wants to repeat', () => {
  it('is cancelled, and the dead copy is named as what stays, once', async () => {
    const id = await house.begin('vm-given-up');
    await house.run(id, 'grant-read');
    await house.cloud.fault('Blob_StartCopyFromURL', { kind: 'corrupt', atByte: 100 });
    await house.run(id);
    const reason = 'another copy is not wanted';
    await cancelAcquisition.run(house.context, house.person('analyst'), { acquisitionId: id, reason });
    await runCancellation(house.context, id, AbortSignal.timeout(30_000));
    const left = (await house.events(id)).find((one) => one.type === 'acquisition.cancelled');
    expect(left?.detail.leftInLocker).toContain('attempt-1');
    expect(await deadBlobs(id)).toHaveLength(1);
  });
});

describe('a copy inside Azure that dies after it began', () => {
  it('is begun again three times under new names, then goes by way of staging, and the record says why', async () => {
    const id = await house.begin('vm-failing');
    await house.run(id, 'grant-read');
    const died = { kind: 'fail-async', code: '500 OperationCancelled', message: 'The copy failed.' };
    await house.cloud.fault('Blob_StartCopyFromURL', died, 3);
    for (let attempt = 1; attempt <= 3; attempt += 1) await house.runStep(id, 'copy-to-locker');
    expect(await deadBlobs(id)).toEqual([1, 2, 3].map((n) => expect.stringContaining(`attempt-${n}`)));
    await house.run(id);
    expect(await rowOf(id)).toMatchObject({ state: 'done', evidence: { sha256: sha256(disk) } });
    const copied = (await house.events(id)).find((one) => one.type === 'acquisition.copied');
    expect(copied?.detail).toMatchObject({
      path: 'staging',
      pathReason: 'server-side copies of earlier attempts died',
      blob: expect.stringContaining('attempt-4'),
    });
  });
});

describe('a stored copy that is gone before it was read back', () => {
  it('is dead: a retry makes a new one instead of looking again', async () => {
    const id = await house.begin('vm-lost');
    await house.run(id, 'hash-source');
    await house.cloud.fault('Blob_GetProperties', {
      kind: 'status',
      status: 404,
      code: 'BlobNotFound',
      message: 'Gone.',
    });
    await house.run(id);
    expect(await rowOf(id)).toMatchObject({ state: 'failed', copyAttempt: 2 });
    expect((await retry(id)).steps).toEqual(['copy-to-locker']);
    await house.run(id);
    expect(await rowOf(id)).toMatchObject({ state: 'done', copyAttempt: 2 });
  });
});

function retry(id: string) {
  const input = { acquisitionId: id, reason: 'the cause was looked into' };
  return retryStep.run(house.context, house.person('analyst'), input);
}

function rowOf(id: string) {
  return house.database.db.acquisition.findUniqueOrThrow({ where: { id }, include: { evidence: true } });
}

async function itemOf(id: string) {
  const viewer = { actor: house.person('auditor'), db: house.database.db };
  return getEvidenceItem(viewer, (await rowOf(id)).evidenceId);
}

async function deadBlobs(id: string) {
  const events = await house.events(id);
  return events.filter((one) => one.type === 'acquisition.copy-dead').map((one) => String(one.detail.blob));
}

async function stored(container: string, blob: string): Promise<boolean> {
  return (await house.context.locker.open(container, blob, AbortSignal.timeout(9_000))) !== null;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

describe('everything that was done above', () => {
  it('left only rows that its events say', async () => {
    expect(await rowFindings(house.database)).toEqual([]);
  });
});
