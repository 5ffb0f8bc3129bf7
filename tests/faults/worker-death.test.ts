import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcquisitionStep, evidenceBlobName, snapshotName } from '../../lib/custody/acquisition.ts';
import { requestAcquisition } from '../../lib/procedures/acquisition/request-acquisition.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { fixedVhd, sparsePayload } from '../support/make-vhd.ts';
import { startWorker, until, type WorkerProcess } from '../support/worker-process.ts';

const interrupted = ['copy-to-locker', 'hash-source', 'hash-locker-copy'] as const;
type Interrupted = (typeof interrupted)[number];
const cases = (['suspended', 'killed'] as const).flatMap((fate) =>
  interrupted.map((step) => ({ fate, step, machine: `vm-${fate}-${step}` })),
);

const holdMs = 80_000; // longer than the takeover: only another worker can end the step in time
const settings = { HOLDFAST_TAKEOVER_SECONDS: '15' };
const patience = () => AbortSignal.timeout(20_000);
const oneOfEach = [
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
].toSorted();

const payload = sparsePayload(9 << 20, [
  [0, 70_000],
  [5 << 20, 1 << 20],
]);
const disk = fixedVhd(payload);
const ids = new Map<string, string>();
const exhibits = new Map<string, string>();
const workers: WorkerProcess[] = [];
let house: AcquisitionHouse;

beforeAll(async () => {
  house = await startAcquisitionHouse(Object.fromEntries(cases.map(({ machine }) => [machine, disk])));
  const suspended = await workerHeldInEveryStep('suspended');
  suspended.signal('SIGSTOP');
  const killed = await workerHeldInEveryStep('killed');
  killed.signal('SIGKILL');
  await start('successor');
  for (const { machine } of cases)
    await until(`${machine} is done`, async () => (await row(machine)).state === 'done');
  suspended.signal('SIGCONT');
  await until(
    'the suspended worker saw all three steps lost',
    () => lostSteps(suspended) === interrupted.length,
  );
}, 175_000);

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await house.close();
});

describe.each(cases)('a worker $fate in the middle of $step', ({ step, machine }) => {
  it('is followed by another, which repeats that step and no other', async () => {
    const steps = await house.database.db.acquisitionStep.findMany({
      where: { acquisitionId: idOf(machine) },
      select: { step: true, attempt: true },
    });
    const attempts = Object.fromEntries(steps.map((one) => [one.step, one.attempt]));
    const expected = Object.fromEntries(steps.map((one) => [one.step, one.step === step ? 2 : 1]));
    expect(attempts).toEqual(expected);
  });

  it('leaves one sealed copy with the digest of the very file', async () => {
    const { evidence, container, copyAttempt } = await row(machine);
    expect(evidence.state).toBe('sealed');
    expect(evidence.sha256).toBe(createHash('sha256').update(disk).digest('hex'));
    expect(copyAttempt).toBe(1);
    const second = evidenceBlobName(evidence.exhibitNumber, 2);
    expect(await house.context.locker.open(container, second, patience())).toBeNull();
  });

  it('leaves each fact recorded once, numbered without a gap', async () => {
    const types = (await house.events(idOf(machine))).map((event) => event.type);
    expect(types.toSorted()).toEqual(oneOfEach);
    const { evidenceId } = await row(machine);
    const numbers = await house.database.asAdmin<{ n: string }>(
      'select n from custody_event where evidence_id = $1 order by n',
      [evidenceId],
    );
    expect(numbers.map((one) => Number(one.n))).toEqual(numbers.map((_, index) => index));
  });

  it('leaves no snapshot, and so no open read link', async () => {
    const at = house.context.snapshots.destinationFor('westeurope');
    const name = snapshotName(idOf(machine));
    const id = `/subscriptions/${at?.subscriptionId}/resourceGroups/${at?.resourceGroup}/providers/Microsoft.Compute/snapshots/${name}`;
    expect((await row(machine)).snapshotId).toBe(id.toLowerCase());
    expect(await house.context.snapshots.find(id, patience())).toBeNull();
  });
});

/** Brings three acquisitions to three steps and starts a worker that is then held in each of them. */
async function workerHeldInEveryStep(fate: 'suspended' | 'killed'): Promise<WorkerProcess> {
  await bringTo(`vm-${fate}-copy-to-locker`, 'grant-read');
  await house.runStep(idOf(`vm-${fate}-copy-to-locker`), 'hash-source');
  await bringTo(`vm-${fate}-hash-source`, 'copy-to-locker');
  await bringTo(`vm-${fate}-hash-locker-copy`, 'hash-source');
  // The read-back looks once, the copy once before it begins and, held, once after.
  await hold('Blob_GetProperties', 0);
  await hold('Blob_GetProperties', 0);
  await hold('Blob_GetProperties', holdMs);
  await hold('Export_Get', holdMs);
  await hold('Blob_Get', holdMs);
  const worker = await start(fate);
  await until(`the worker to be ${fate} is held in every step`, () => isHeldEverywhere(fate));
  expect(copiesBegun(`vm-${fate}-copy-to-locker`)).toBe(true);
  return worker;
}

async function bringTo(machine: string, step: AcquisitionStep): Promise<void> {
  const input = await house.request(machine);
  const { acquisitions } = await requestAcquisition.run(house.context, house.person('analyst'), input);
  const first = acquisitions[0];
  if (first === undefined) throw new Error(`no acquisition of ${machine} was begun`);
  ids.set(machine, first.id);
  exhibits.set(machine, first.exhibitNumber);
  await house.run(first.id, step);
}

async function start(name: string): Promise<WorkerProcess> {
  const worker = await startWorker(house, name, settings);
  workers.push(worker);
  return worker;
}

async function hold(operation: string, ms: number): Promise<void> {
  await house.cloud.fault(operation, { kind: 'delay', ms });
}

/** Each of its steps has beaten after its beginning, so that it is well inside. */
async function isHeldEverywhere(fate: string): Promise<boolean> {
  const held = await house.database.asAdmin<{ step: Interrupted }>(
    `select step from acquisition_step
     where state = 'running' and acquisition_id = any($1::uuid[]) and heartbeat_at > started_at + interval '3 s'`,
    [interrupted.map((step) => idOf(`vm-${fate}-${step}`))],
  );
  return held.length === interrupted.length;
}

function copiesBegun(machine: string): boolean {
  const log = readFileSync(join(house.cloud.home, 'cloud/blob-log.jsonl'), 'utf8').split('\n');
  const exhibit = exhibits.get(machine) ?? 'none';
  return log.some((line) => line.includes('Blob_StartCopyFromURL') && line.includes(exhibit));
}

function lostSteps(worker: WorkerProcess): number {
  return worker.lines.filter((line) => line.includes('step not ended') && line.includes('fenced-off')).length;
}

function idOf(machine: string): string {
  return ids.get(machine) ?? 'none';
}

function row(machine: string) {
  return house.database.db.acquisition
    .findUniqueOrThrow({ where: { id: idOf(machine) }, include: { evidence: true } })
    .then((found) => ({ ...found, container: found.evidence.container }));
}
