import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AcquisitionStep } from '../../lib/custody/acquisition.ts';
import type { DiskSnapshots } from '../../lib/ports/disk-snapshots.ts';
import { snapshotDisk } from '../../lib/procedures/acquisition/snapshot-disk.ts';
import { runStep } from '../../lib/worker/run-step.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { fixedVhd, sparsePayload } from '../support/make-vhd.ts';
import { severableWay } from '../support/severable-database.ts';
import { startWorker, until } from '../support/worker-process.ts';

const disk = fixedVhd(sparsePayload(6 << 20, [[1 << 20, 1 << 20]]));
let house: AcquisitionHouse;

beforeAll(async () => {
  house = await startAcquisitionHouse({
    'vm-outage': disk,
    'vm-busy': disk,
    'vm-told-to-wait': disk,
    'vm-late': disk,
  });
});
afterAll(() => house.close());

describe('a database that goes away in the middle of a step and comes back', () => {
  it('costs no attempt, loses no fact and records none twice', async () => {
    const id = await bringTo('vm-outage', 'copy-to-locker');
    const way = await severableWay(house.database.appUrl);
    await house.cloud.fault('Export_Get', { kind: 'delay', ms: 3_000 });
    const worker = await startWorker(house, 'cut-off', {
      DATABASE_URL: way.through(house.database.appUrl),
      HOLDFAST_SEQUENCER_DATABASE_URL: way.through(house.database.sequencerUrl),
    });
    try {
      await until(
        'the source is being read',
        async () => (await step(id, 'hash-source')).state === 'running',
      );
      way.cut();
      await until('the worker misses its database', () =>
        worker.lines.some((line) => line.includes('heartbeat not written')),
      );
      expect((await step(id, 'hash-source')).state).toBe('running');
      way.mend();
      await until('the acquisition is done', async () => (await acquisition(id)).state === 'done');
      expect((await step(id, 'hash-source')).attempt).toBe(1);
      const types = (await house.events(id)).map((event) => event.type);
      expect(new Set(types).size).toBe(types.length);
      expect(types).not.toContain('acquisition.step-failed');
      await until('the tree holds every fact of it', async () => (await waitingForTheTree(id)) === 0);
    } finally {
      await worker.stop();
      await way.close();
    }
  });
});

describe('a cloud that asks to slow down', () => {
  it('is obeyed inside the step, and the progress says how often it asked', async () => {
    const id = await bringTo('vm-busy', 'snapshot-disk');
    await house.cloud.fault('Snapshots_GrantAccess', busy(429, 'TooManyRequests', 1));
    await house.runStep(id, 'grant-read');
    expect(await step(id, 'grant-read')).toMatchObject({ state: 'done', attempt: 1, throttles: 1 });
    await house.cloud.fault('Export_Get', busy(503, 'ServerBusy', 1), 2);
    await house.runStep(id, 'hash-source');
    expect(await step(id, 'hash-source')).toMatchObject({ state: 'done', attempt: 1, throttles: 2 });
    const types = (await house.events(id)).map((event) => event.type);
    expect(types).not.toContain('acquisition.step-failed');
  });

  it('is left alone as long as it asked, when the step had to give up', async () => {
    const id = await bringTo('vm-told-to-wait', 'grant-read');
    // No worker runs here to take the first job of the step from the queue.
    await house.database.asAdmin('delete from pgboss.job where singleton_key = $1', [id]);
    await house.cloud.fault('Blob_StartCopyFromURL', busy(429, 'TooManyRequests', 47));
    await house.runStep(id, 'copy-to-locker');
    expect(await step(id, 'copy-to-locker')).toMatchObject({ state: 'retrying', throttles: 1 });
    const failed = (await house.events(id)).find((event) => event.type === 'acquisition.step-failed');
    expect(failed?.detail).toMatchObject({ code: 'throttled', willRetry: true });
    const [job] = await house.database.asAdmin<{ pause: number }>(
      `select extract(epoch from start_after - created_on)::int as pause from pgboss.job
       where name = 'copy-to-locker' and singleton_key = $1 and state = 'created' and start_after > created_on
       order by created_on desc limit 1`,
      [id],
    );
    expect(job?.pause).toBe(47);
  });
});

describe('a worker that was away while another one did everything', () => {
  it('takes back the snapshot that it asked for too late', async () => {
    const id = await bringTo('vm-late', 'check-feasibility');
    const { snapshots } = house.context;
    let taken = '';
    const late: DiskSnapshots = {
      ...snapshots,
      // Its request is on its way already when it learns that the step is lost: no signal stops it.
      async take(request) {
        await house.run(id);
        const snapshot = await snapshots.take(request, AbortSignal.timeout(30_000));
        taken = snapshot.value.resourceId;
        return snapshot;
      },
    };
    await runStep({ ...house.tools, context: { ...house.context, snapshots: late } }, snapshotDisk, id);
    expect((await acquisition(id)).state).toBe('done');
    expect(taken).toContain('/snapshots/');
    expect(await snapshots.find(taken, AbortSignal.timeout(20_000))).toBeNull();
    const types = (await house.events(id)).map((event) => event.type);
    expect(types.filter((type) => type === 'acquisition.snapshot-taken')).toHaveLength(1);
  });
});

function busy(status: number, code: string, retryAfter: number) {
  return { kind: 'status', status, code, message: 'The service asks to slow down.', retryAfter };
}

async function bringTo(machine: string, last: AcquisitionStep): Promise<string> {
  const id = await house.begin(machine);
  await house.run(id, last);
  return id;
}

function acquisition(id: string) {
  return house.database.db.acquisition.findUniqueOrThrow({ where: { id } });
}

function step(acquisitionId: string, name: AcquisitionStep) {
  const where = { acquisitionId_step: { acquisitionId, step: name } };
  return house.database.db.acquisitionStep.findUniqueOrThrow({ where });
}

async function waitingForTheTree(acquisitionId: string): Promise<number> {
  const [row] = await house.database.asAdmin<{ n: number }>(
    `select count(*)::int as n from custody_event e
     where e.acquisition_id = $1 and not exists (select from ledger_entry l where l.event_id = e.id)`,
    [acquisitionId],
  );
  return row?.n ?? -1;
}
