import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snapshotName } from '../../lib/custody/acquisition.ts';
import type { StepReport } from '../../lib/custody/custody-event.ts';
import { requireDisk } from '../../lib/custody/evidence-source.ts';
import { cancelAcquisition } from '../../lib/procedures/acquisition/cancel-acquisition.ts';
import { requestAcquisition } from '../../lib/procedures/acquisition/request-acquisition.ts';
import { retryStep } from '../../lib/procedures/acquisition/retry-step.ts';
import { runCancellation } from '../../lib/procedures/acquisition/run-cancellation.ts';
import { sealEvidence } from '../../lib/procedures/acquisition/seal-evidence.ts';
import { getEvidenceItem } from '../../lib/queries/get-evidence-item.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { fixedVhd, sparsePayload } from '../support/make-vhd.ts';
import { rewriteDigests } from '../support/rewritten-digests.ts';

const disk = () =>
  fixedVhd(
    sparsePayload(9 << 20, [
      [0, 70_000],
      [5 << 20, 1 << 20],
    ]),
  );
const machines = [
  'whole',
  'twice',
  'expired',
  'cancelled',
  'resumed',
  'corrupted',
  'dead-copy',
  'full',
  'sealed-first',
  'guarded',
] as const;
const disks = Object.fromEntries(machines.map((name) => [`vm-${name}`, disk()]));
let house: AcquisitionHouse;

beforeAll(async () => {
  house = await startAcquisitionHouse(disks);
});
afterAll(() => house.close());

describe('an acquisition from click to sealed evidence', () => {
  it('ends sealed with the digest of the very file, and gives the source back', async () => {
    const id = await house.begin('vm-whole');
    await house.run(id);
    const [row] = await rows(id);
    expect(row?.state).toBe('done');
    const digest = createHash('sha256')
      .update(disks['vm-whole'] ?? '')
      .digest('hex');
    expect(row?.evidence).toMatchObject({ state: 'sealed', sha256: digest });
    expect(row?.evidence.protection).toMatchObject({ policyState: 'Locked', retentionDays: 30 });
    expect(await house.context.snapshots.find(row?.snapshotId ?? '', AbortSignal.timeout(9_000))).toBeNull();
  });

  it('records one fact per step, in order, with Azure’s own record of the snapshot', async () => {
    await house.cloud.admin('PUT', '/speed', { activityDelaySeconds: 0.1 }); // it is not there at the first look
    const id = await house.begin('vm-full', { readMode: 'full' });
    await house.run(id);
    await house.cloud.admin('PUT', '/speed', { activityDelaySeconds: 0 });
    const events = await house.events(id);
    expect(events.map((event) => event.type)).toEqual([
      'acquisition.requested',
      'acquisition.feasible',
      'acquisition.snapshot-taken',
      'acquisition.read-granted',
      'acquisition.copied',
      'acquisition.source-hashed',
      'acquisition.copy-hashed',
      'acquisition.compared',
      'evidence.sealed',
      'acquisition.source-released',
      'acquisition.corroborated',
    ]);
    expect(events.at(-1)?.detail.found).toBe(true);
    expect(events[5]?.detail.digests).toMatchObject({ readMode: 'full', bytesKnownZero: '0' });
  });

  it('names Azure’s own ids of the calls that set the guard, and of those that read it back for the seal', async () => {
    const id = await house.begin('vm-guarded');
    await house.run(id, 'seal-evidence');
    const events = await house.events(id);
    const callsOf = (type: string) =>
      (events.find((event) => event.type === type)?.detail.report as StepReport | undefined)?.azure ?? [];
    const readBack = callsOf('evidence.sealed').filter(({ operation }) => operation.startsWith('GET '));
    expect(readBack.length).toBeGreaterThan(0);
    for (const { operation, correlationId } of readBack)
      expect([operation, correlationId]).toEqual([
        'GET Microsoft.Storage/storageAccounts/blobServices/containers',
        expect.stringMatching(/^[0-9a-f-]{36}$/),
      ]);
    expect(callsOf('evidence.sealed').map(({ operation }) => operation)).toContain('HEAD Blob');
    // Its container is the incident's, guarded before the first copy of all.
    const [first] = await house.database.db.custodyEvent.findMany({
      where: { type: 'acquisition.copied' },
      orderBy: { occurredAt: 'asc' },
      take: 1,
    });
    expect(Buffer.from(first?.body ?? []).toString()).toContain(
      'POST Microsoft.Storage/storageAccounts/blobServices/containers/setLegalHold',
    );
  });

  it('writes no read link and no token into the register', async () => {
    const found = await house.database.asAdmin<{ n: number }>(
      `select count(*)::int as n from custody_event where convert_from(body, 'utf8') ~ '(sig=|Bearer |eyJ0)'`,
    );
    expect(found[0]?.n).toBe(0);
  });
});

describe('what is refused', () => {
  it.each([
    ['vm-vault-02', /DenyAll/],
    ['vm-ultra-01', /incrementally/],
  ])('%s is refused in words, and the refusal is recorded', async (name, words) => {
    const input = await house.request(name);
    const last = input.diskResourceIds.at(-1) ?? '';
    const { machine } = await house.machine(name);
    const { planSentence } = await import('../../lib/custody/acquisition-plan.ts');
    const confirmedPlan = planSentence(machine, [last], house.context.policy);
    const { acquisitions } = await requestAcquisition.run(house.context, house.person('analyst'), {
      ...input,
      diskResourceIds: [last],
      confirmedPlan,
    });
    const id = acquisitions[0]?.id ?? '';
    await house.run(id);
    const [row] = await rows(id);
    expect(row).toMatchObject({ state: 'refused', evidence: { state: 'not-acquired' } });
    expect(row?.message).toMatch(words);
    expect((await house.events(id)).map((event) => event.type)).toEqual([
      'acquisition.requested',
      'acquisition.refused',
    ]);
  });

  it('a machine outside the person’s own Azure roles is forbidden', async () => {
    const input = await house.request('vm-hr-04');
    await expect(requestAcquisition.run(house.context, house.person('analyst'), input)).rejects.toMatchObject(
      {
        code: 'forbidden',
      },
    );
  });

  it('an authority that has run out is refused', async () => {
    const authority = { type: 'warrant', number: 'W-1', validFrom: null, validUntil: '2020-01-01' };
    const input = await house.request('vm-expired', { authority });
    await expect(requestAcquisition.run(house.context, house.person('analyst'), input)).rejects.toMatchObject(
      {
        code: 'invalid-input',
      },
    );
  });

  it('a plan that is not the one in force is refused', async () => {
    const input = await house.request('vm-expired', { confirmedPlan: 'Nothing will happen.' });
    await expect(requestAcquisition.run(house.context, house.person('analyst'), input)).rejects.toMatchObject(
      {
        code: 'conflict',
      },
    );
  });

  it('a repeated click answers the first acquisition; whatever else is asked under its key is refused', async () => {
    const input = await house.request('vm-twice');
    const analyst = house.person('analyst');
    const [first, second] = await Promise.all([
      requestAcquisition.run(house.context, analyst, input),
      requestAcquisition.run(house.context, analyst, input),
    ]);
    expect(second).toEqual(first);
    const other = { ...input, requestKey: crypto.randomUUID() };
    await expect(requestAcquisition.run(house.context, house.person('lead-1'), other)).rejects.toThrow(
      first.acquisitions[0]?.exhibitNumber ?? 'no exhibit',
    );
    const more = { ...input, diskResourceIds: [...input.diskResourceIds, '/subscriptions/x/another-disk'] };
    const otherwise = [
      more,
      { ...input, reason: 'Asked a second time for a later purpose.' },
      { ...input, readMode: 'full' as const },
      { ...input, authority: { ...input.authority, number: 'another order' } },
    ];
    for (const asked of otherwise) {
      await expect(requestAcquisition.run(house.context, analyst, asked)).rejects.toThrow('sent before');
    }
    await expect(requestAcquisition.run(house.context, house.person('lead-1'), input)).rejects.toThrow(
      'sent before',
    );
  });
});

describe('what goes wrong in the middle', () => {
  it('a snapshot whose record was lost in a crash is found again, not taken twice', async () => {
    const id = await house.begin('vm-resumed');
    await house.run(id, 'check-feasibility');
    const acquisition = await house.context.register.look.acquisition(id);
    const destination = house.context.snapshots.destinationFor('westeurope');
    if (acquisition === null || destination === null) throw new Error('not set up');
    const taken = await house.context.snapshots.take(
      {
        destination,
        name: snapshotName(id),
        diskResourceId: requireDisk(acquisition.source).disk.resourceId ?? '',
        tags: {},
        clientRequestId: crypto.randomUUID(),
      },
      AbortSignal.timeout(30_000),
    );
    await house.run(id, 'snapshot-disk');
    const event = (await house.events(id)).find((one) => one.type === 'acquisition.snapshot-taken');
    expect(event?.detail.snapshotUniqueId).toBe(taken.value.uniqueId);
  });

  it('a cancelled acquisition leaves no snapshot, and says what stays', async () => {
    const id = await house.begin('vm-cancelled');
    await house.run(id, 'copy-to-locker');
    const [before] = await rows(id);
    const reason = 'the machine was named by mistake';
    await cancelAcquisition.run(house.context, house.person('analyst'), { acquisitionId: id, reason });
    await runCancellation(house.context, id, AbortSignal.timeout(30_000));
    const [row] = await rows(id);
    expect(row).toMatchObject({ state: 'cancelled', evidence: { state: 'not-acquired' } });
    expect(
      await house.context.snapshots.find(before?.snapshotId ?? '', AbortSignal.timeout(9_000)),
    ).toBeNull();
    const event = (await house.events(id)).find((one) => one.type === 'acquisition.cancelled');
    expect(event?.detail.leftInLocker).toContain('attempt-1');
  });

  it('a cancellation that comes while the seal is at work leaves the evidence sealed and calls no copy dead', async () => {
    const id = await house.begin('vm-sealed-first');
    await house.run(id, 'compare-digests');
    const lease = await house.context.register.claimStep(id, 'seal-evidence', 'worker-1');
    const reason = 'the machine was named by mistake';
    await cancelAcquisition.run(house.context, house.person('analyst'), { acquisitionId: id, reason });
    if (lease === null) throw new Error('the seal could not be claimed');
    await sealEvidence.run(house.context, lease, AbortSignal.timeout(30_000));
    await runCancellation(house.context, id, AbortSignal.timeout(30_000));
    const [row] = await rows(id);
    expect(row).toMatchObject({ state: 'cancelled', evidence: { state: 'sealed' } });
    const types = (await house.events(id)).map((one) => one.type);
    expect(types).toContain('evidence.sealed');
    expect(types).not.toContain('acquisition.copy-dead');
    const viewer = { actor: house.person('auditor'), db: house.database.db };
    const evidenceId = row?.evidenceId ?? '';
    expect((await getEvidenceItem(viewer, evidenceId)).integrity).toBe('verified');
    await rewriteDigests(house.database, id, 'ab'.repeat(32)); // item and both reads alike, as the database's owner could
    expect((await getEvidenceItem(viewer, evidenceId)).integrity).toBe('altered');
  });

  it('a byte changed on the way makes the digests differ: nothing is sealed and the snapshot is kept', async () => {
    const id = await house.begin('vm-corrupted');
    await house.run(id, 'grant-read');
    await house.cloud.fault('Export_Get', { kind: 'corrupt', atByte: 100 });
    await house.run(id);
    const [row] = await rows(id);
    expect(row).toMatchObject({ state: 'failed', evidence: { state: 'being-acquired' } });
    const compared = (await house.events(id)).find((one) => one.type === 'acquisition.compared');
    expect(compared?.detail.equal).toBe(false);
    expect(
      await house.context.snapshots.find(row?.snapshotId ?? '', AbortSignal.timeout(9_000)),
    ).not.toBeNull();
  });

  it('a copy that died is recorded as dead, and the next attempt has a new name', async () => {
    const id = await house.begin('vm-dead-copy');
    await house.run(id, 'grant-read');
    await house.cloud.fault('Blob_StartCopyFromURL', {
      kind: 'fail-async',
      code: 'Forbidden',
      message: 'Copy failed when reading the source.',
    });
    await house.run(id, 'copy-to-locker');
    await house.run(id);
    const [row] = await rows(id);
    expect(row).toMatchObject({ state: 'done', copyAttempt: 2 });
    expect(row?.blob).toContain('attempt-2');
    const types = (await house.events(id)).map((event) => event.type);
    expect(types).toContain('acquisition.copy-dead');
    expect(types).toContain('acquisition.step-failed');
  });

  it('a failed step is repeated when a person asks, and not before it failed', async () => {
    const id = (await house.database.db.acquisition.findFirst({ where: { state: 'failed' } }))?.id ?? '';
    const input = { acquisitionId: id, reason: 'the cause was looked into' };
    const { steps } = await retryStep.run(house.context, house.person('analyst'), input);
    expect(steps).toEqual(['copy-to-locker', 'hash-source']); // it was the comparison
    await expect(retryStep.run(house.context, house.person('analyst'), input)).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});

function rows(id: string) {
  return house.database.db.acquisition.findMany({ where: { id }, include: { evidence: true } });
}
