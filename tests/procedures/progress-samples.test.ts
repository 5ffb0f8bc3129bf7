import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { begunAgain } from '../../lib/custody/acquisition-words.ts';
import type { StepLease } from '../../lib/ports/custody-register.ts';
import { getAcquisition } from '../../lib/queries/get-acquisition.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { acquisitionRequest, analyst, note } from '../support/facts.ts';

let at: TestDatabase;
let lease: StepLease;
let disks = 0;
beforeAll(async () => {
  at = await freshDatabase();
});
afterAll(async () => await at?.close());
beforeEach(async () => {
  lease = await claimedStep();
});

describe('the progress of a long step', () => {
  it('is sampled with its first figure, and not again within five seconds', async () => {
    await at.register.reportProgress(lease, { message: 'nothing counted yet' });
    expect(await samples()).toEqual([]);
    await at.register.reportProgress(lease, { bytesDone: 10n, bytesTotal: 900n });
    await at.register.reportProgress(lease, { bytesDone: 20n });
    expect(await samples()).toEqual(['10']);
    expect(await running()).toMatchObject({ bytesDone: '20', bytesTotal: '900' });
  });

  it('is sampled again once five seconds have passed, also by a beat without a figure', async () => {
    await at.register.reportProgress(lease, { bytesDone: 10n });
    await secondsPass(5);
    await at.register.reportProgress(lease, { bytesDone: 50n });
    await secondsPass(5);
    await at.register.reportProgress(lease, { throttles: 1 });
    expect(await samples()).toEqual(['10', '50', '50']);
  });

  it('keeps the newest 24 samples, oldest first, and shows them the same to every reader', async () => {
    for (let figure = 1n; figure <= 30n; figure += 1n) {
      await at.register.reportProgress(lease, { bytesDone: figure });
      await secondsPass(6);
    }
    const shown = (await running()).samples;
    expect(shown.map((sample) => sample.bytes)).toEqual(Array.from({ length: 24 }, (_, n) => String(n + 7)));
    expect(shown.map((sample) => sample.at)).toEqual(shown.map((sample) => sample.at).toSorted());
    expect((await running()).samples).toEqual(shown);
  });

  it('starts anew with another attempt, and a worker that lost the step adds nothing to it', async () => {
    await at.register.reportProgress(lease, { bytesDone: 10n });
    const taken = await at.register.claimStep(lease.acquisitionId, lease.step, 'worker-2');
    expect(taken).not.toBeNull();
    await expect(at.register.reportProgress(lease, { bytesDone: 99n })).rejects.toMatchObject({
      code: 'fenced-off',
    });
    expect(await samples()).toEqual([]);
    expect(await running()).toMatchObject({ attempt: 2, bytesDone: null, message: begunAgain });
  });

  it('never has a time without a figure, whoever writes it', async () => {
    await expect(
      at.asAdmin('update acquisition_step set sampled_at = array[now()] where acquisition_id = $1', [
        lease.acquisitionId,
      ]),
    ).rejects.toThrow('acquisition_step_samples');
  });
});

async function claimedStep(): Promise<StepLease> {
  disks += 1;
  const acquisitionId = await at.register.record(analyst, ['incident.note-written'], async (desk) => {
    const incident = await desk.openIncident({ title: 'Odd sign-ins', severity: 'high', openedBy: analyst });
    const made = await desk.createAcquisition(acquisitionRequest(incident.id, `disk-${disks}`));
    return { events: [note(incident.id, 'requested')], result: made.acquisitionId };
  });
  const claimed = await at.register.claimStep(acquisitionId, 'copy-to-locker', 'worker-1');
  if (claimed === null) throw new Error('the step was there to take');
  return claimed;
}

async function running() {
  const view = await getAcquisition({ actor: analyst, db: at.db }, lease.acquisitionId);
  const step = view.steps.find((one) => one.step === lease.step);
  if (step === undefined) throw new Error('the step is shown');
  return step;
}

async function samples(): Promise<readonly string[]> {
  return (await running()).samples.map((sample) => sample.bytes);
}

/** Lets every sample be so much older, as if the time had passed. */
async function secondsPass(seconds: number): Promise<void> {
  await at.asAdmin(
    `update acquisition_step set sampled_at = array(
      select one - make_interval(secs => $2) from unnest(sampled_at) with ordinality as kept(one, place) order by place)
    where acquisition_id = $1`,
    [lease.acquisitionId, seconds],
  );
}
