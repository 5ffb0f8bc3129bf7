import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cancelAcquisition } from '../../lib/procedures/acquisition/cancel-acquisition.ts';
import { runCancellation } from '../../lib/procedures/acquisition/run-cancellation.ts';
import { getAcquisition } from '../../lib/queries/get-acquisition.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { fixedVhd, sparsePayload } from '../support/make-vhd.ts';
import { startWorker, until, type WorkerProcess } from '../support/worker-process.ts';

const disk = fixedVhd(sparsePayload(3 << 20, [[1 << 20, 70_000]]));
const settings = { HOLDFAST_TAKEOVER_SECONDS: '15' };
const workers: WorkerProcess[] = [];
let house: AcquisitionHouse;

beforeAll(async () => {
  house = await startAcquisitionHouse({ 'vm-killed': disk, 'vm-silent': disk });
});
// A worker that lives on would take the steps that the next test gives to one that is gone.
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});
afterAll(() => house.close());

describe('a worker killed in the middle of a cancellation', () => {
  it('was seen at it, and is followed by another within its takeover time, not the queue’s', async () => {
    const id = await house.begin('vm-killed');
    await house.run(id, 'copy-to-locker');
    await wishToCancel(id);
    const held = { kind: 'delay', ms: 50_000 };
    await house.cloud.fault('Snapshots_RevokeAccess', held);
    const first = await start('first');
    await until('the cancellation beats', async () => (await viewOf(id)).cancelling?.heartbeatAt != null);
    expect((await viewOf(id)).cancelling?.worker).toMatch(/\S/);
    await until('it has begun to give the source back', async () => {
      const counts = (await house.cloud.admin('GET', '/counts')) as Record<string, number>;
      return (counts.Snapshots_RevokeAccess ?? 0) > 0;
    });
    first.signal('SIGKILL');
    await start('second');
    // Not the queue gave the job up, which would wait for its own heartbeat, but the other worker.
    await until('the other worker takes it over', async () => {
      const given = await house.database.asAdmin(
        `select 1 from pgboss.job where name = 'cancel-acquisition' and singleton_key = $1
         and output::text like '%the worker fell silent%'`,
        [id],
      );
      return given.length > 0;
    });
    await until('it is cancelled', async () => (await viewOf(id)).state === 'cancelled');
    const ended = (await house.events(id)).filter((one) => one.type === 'acquisition.cancelled');
    expect(ended).toHaveLength(1);
    expect((await viewOf(id)).cancelling).toBeNull();
  });
});

describe('a cancellation of an acquisition whose worker is gone', () => {
  it('waits for three missed heartbeats and no longer', async () => {
    const id = await house.begin('vm-silent');
    await house.run(id, 'grant-read');
    expect(await house.context.register.claimStep(id, 'copy-to-locker', 'a-dead-worker')).not.toBeNull();
    await wishToCancel(id);
    const done = runCancellation(house.context, id, AbortSignal.timeout(60_000));
    await sleep(3_000);
    expect((await viewOf(id)).state).toBe('cancelling');
    expect(await Promise.race([done, sleep(30_000, 'still waiting')])).toBeUndefined();
    expect((await viewOf(id)).state).toBe('cancelled');
  });
});

async function wishToCancel(id: string): Promise<void> {
  const input = { acquisitionId: id, reason: 'the machine was named by mistake' };
  await cancelAcquisition.run(house.context, house.person('analyst'), input);
}

async function start(name: string): Promise<WorkerProcess> {
  const worker = await startWorker(house, name, settings);
  workers.push(worker);
  return worker;
}

function viewOf(id: string) {
  return getAcquisition({ actor: house.person('analyst'), db: house.database.db }, id);
}
