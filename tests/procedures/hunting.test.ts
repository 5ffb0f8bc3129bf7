import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readHuntingAnswer } from '../../lib/custody/hunting-answer.ts';
import { noteForeignActions } from '../../lib/procedures/device/note-foreign-actions.ts';
import { exportResult } from '../../lib/procedures/hunting/export-result.ts';
import { runHunting } from '../../lib/procedures/hunting/run-hunting.ts';
import { saveQuery } from '../../lib/procedures/hunting/save-query.ts';
import { sealResult } from '../../lib/procedures/hunting/seal-result.ts';
import { importFile } from '../../lib/procedures/import/import-file.ts';
import { getDevice } from '../../lib/queries/get-device.ts';
import { getEvidenceItem } from '../../lib/queries/get-evidence-item.ts';
import { getHunting } from '../../lib/queries/get-hunting.ts';
import { getItemCorroboration } from '../../lib/queries/get-item-corroboration.ts';
import { perform } from '../../lib/web/perform.ts';
import { jobTable } from '../../lib/worker/job-table.ts';
import { runStep } from '../../lib/worker/run-step.ts';
import type { AcquisitionHouse } from '../support/acquisition-house.ts';
import { forgetCalls } from '../support/forget-calls.ts';
import { authority, type HuntingHouse, openHuntingHouse, reason, signal } from '../support/hunting-house.ts';
import { storedBytes } from '../support/stored-bytes.ts';

let house: HuntingHouse;

beforeAll(async () => {
  house = await openHuntingHouse();
});

afterAll(() => house.close());
beforeEach(async () => {
  await house.cloud.admin('DELETE', '/faults');
  await forgetCalls(house.database);
});

describe('a hunting query', () => {
  it('is on record with its answer’s digest before anybody sees a row, and once for one form', async () => {
    const requestKey = crypto.randomUUID();
    const query = `let devices = dynamic(["${house.deviceId}"]);\nDeviceInfo\n| where DeviceId in (devices)`;
    const { id } = await hunt({ query, requestKey });
    expect(await hunt({ query, requestKey })).toEqual({ id });
    const answer = await answerOf(id);
    expect(answer).toMatchObject({ query, timespan: 'P30D', truncated: false, rowCount: answer.rows.length });
    expect(answer.rowCount).toBeGreaterThan(0);
    expect(answer.rows.every((row) => row.DeviceId === house.deviceId)).toBe(true);
    const bytes = await bytesOf(id);
    const facts = (await details('hunting.run')).filter(({ runId }) => runId === id);
    expect(facts).toHaveLength(1);
    expect(facts[0]).toMatchObject({
      deviceId: house.deviceId,
      query,
      rowCount: answer.rowCount,
      resultSha256: sha256(bytes),
    });
    await expect(hunt({ query: 'DeviceInfo', requestKey })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('that is wrong is refused with Microsoft’s own words, and leaves nothing on record', async () => {
    const before = (await details('hunting.run')).length;
    await expect(hunt({ query: 'NoSuchTable | take 1' })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining("Failed to resolve table expression named 'NoSuchTable'"),
      detail: { query: expect.stringContaining('NoSuchTable') },
    });
    expect((await details('hunting.run')).length).toBe(before);
  });

  it('says until when it is throttled', async () => {
    await house.cloud.fault('Hunting_Run', {
      kind: 'status',
      status: 429,
      code: 'TooManyRequests',
      message: 'slow down',
      retryAfter: 7,
    });
    await expect(hunt({})).rejects.toMatchObject({
      code: 'throttled',
      message: expect.stringMatching(/^Throttled until \d\d:\d\d:\d\d UTC\./),
    });
  });

  it('is refused to an auditor, for a device of another incident and beyond thirty days', async () => {
    await expect(hunt({}, 'auditor')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(hunt({ deviceId: 'f'.repeat(40) })).rejects.toMatchObject({ code: 'not-found' });
    await expect(hunt({ timespan: 'P90D' })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('an answer', () => {
  it('is sealed as the bytes that were kept, once, though the worker dies before its record', async () => {
    const { id } = await hunt({});
    const item = await seal(id);
    await expect(seal(id)).rejects.toMatchObject({ code: 'conflict' });
    const { id: acquisitionId } = await house.database.db.acquisition.findUniqueOrThrow({
      where: { evidenceId: item.id },
    });
    await runStep(dying(), jobTable['hash-source'].procedure, acquisitionId).catch(() => undefined);
    await house.run(acquisitionId);
    const page = await getEvidenceItem(house.viewer(), item.id);
    expect(page).toMatchObject({
      ...{ kind: 'query-result', state: 'sealed', integrity: 'verified', altered: [] },
      source: { hunting: { runId: id, query: 'DeviceInfo | take 2', rowCount: 2 } },
    });
    const stored = await storedBytes(house, item.id);
    expect(Buffer.from(stored).equals(Buffer.from(await bytesOf(id)))).toBe(true);
    expect(page.sourceDigests?.sha256).toBe(sha256(stored));
    expect(readHuntingAnswer(stored).rows).toHaveLength(2);
    expect(await getItemCorroboration(house.viewer(), item.id)).toMatchObject({ verdict: 'nobody-to-ask' });
  });

  it('is sealed by nobody who spends its id as the key of a form: its own seal is neither blocked nor mistaken', async () => {
    const { id } = await hunt({});
    const other = await perform(house.context, house.person('responder'), importFile, {
      ...{
        incidentId: house.incidentId,
        deviceId: house.deviceId,
        role: 'transcript',
        fileName: 'other.txt',
      },
      ...{
        sizeBytes: 1,
        ranAt: '2026-01-01T00:00:00Z',
        ranBy: 'Somebody',
        whyByHand: 'It was run elsewhere.',
      },
      ...{ reason, authority, requestKey: id },
    });
    const page = await getHunting(house.viewer(), house.incidentId, { run: id });
    expect(page).toMatchObject({ shown: { item: null }, may: { takeOut: true } });
    await perform(house.context, house.person('analyst'), exportResult, { runId: id });
    const item = await seal(id);
    expect(item.exhibitNumber).not.toBe(other.exhibitNumber);
    const { shown } = await getHunting(house.viewer(), house.incidentId, { run: id });
    expect(shown?.item).toMatchObject({ id: item.id });
    const pretended = `update acquisition set request_key = 'hunting:${id}' where evidence_id = '${other.id}'`;
    await expect(house.database.asAdmin(pretended)).rejects.toThrow(/acquisition_key_of_its_source/);
  });

  it('cannot be changed in the register behind the seal', async () => {
    const { id } = await hunt({});
    const set = (to: string) =>
      house.database.db.$executeRawUnsafe(`update hunting_run set ${to} where id = '${id}'`);
    await expect(set("bytes = '\\x7b7d'")).rejects.toThrow(/stays as it is/);
    await expect(set('bytes = null')).rejects.toThrow(/stays as it is/);
    await expect(set("query = 'another'")).rejects.toThrow(/permission denied/);
  });

  it('leaves as a table only after that is on record', async () => {
    const { id } = await hunt({ query: 'DeviceInfo | project DeviceId, DeviceName | take 1' });
    const { csv } = await perform(house.context, house.person('analyst'), exportResult, { runId: id });
    expect(csv).toMatch(/^"DeviceId","DeviceName"\r\n"[0-9a-f]{40}","[^"]+"\r\n$/);
    expect((await details('hunting.exported')).map(({ runId }) => runId)).toContain(id);
  });

  it('does not leave when its seal is asked for while it is read', async () => {
    const { id } = await hunt({});
    const before = (await details('hunting.exported')).length;
    const { register } = house.context;
    const look = {
      ...register.look,
      huntingBytes: async (run: string) => {
        await seal(run);
        return await register.look.huntingBytes(run);
      },
    };
    const context = { ...house.context, register: { ...register, look } };
    await expect(
      perform(context, house.person('analyst'), exportResult, { runId: id }),
    ).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('asked for the seal') });
    expect(await details('hunting.exported')).toHaveLength(before);
  });

  it('that is evidence leaves with a grant to download alone, and its page leads to asking for one', async () => {
    const { id } = await hunt({});
    const item = await seal(id);
    const { id: acquisitionId } = await house.database.db.acquisition.findUniqueOrThrow({
      where: { evidenceId: item.id },
    });
    const before = (await details('hunting.exported')).length;
    const take = () => perform(house.context, house.person('analyst'), exportResult, { runId: id });
    await expect(take()).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`These rows are ${item.exhibitNumber}, which is not sealed yet.`),
    });
    expect((await getHunting(house.viewer(), house.incidentId, { run: id })).may).toMatchObject({
      takeOut: false,
    });
    await house.run(acquisitionId);
    await expect(take()).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining(`You hold no live grant for ${item.exhibitNumber}.`),
    });
    expect((await details('hunting.exported')).length).toBe(before);
    const { may, shown } = await getHunting(house.viewer(), house.incidentId, { run: id });
    expect(may).toMatchObject({ takeOut: false, request: true });
    expect(shown?.item).toMatchObject({ id: item.id, state: 'sealed' });
  });
});

it('the page of a device offers what is known of it, and is not there for a device of another incident', async () => {
  const { id } = await hunt({ query: 'DeviceInfo | take 1' });
  const page = await getHunting(house.viewer(), house.incidentId, { device: house.deviceId, run: id });
  expect(page.entities).toMatchObject({ devices: [house.deviceId], names: ['ws-finance-114'] });
  expect(page.shown).toMatchObject({ id, rowCount: 1, item: null, answer: { matching: 1, page: 1 } });
  await expect(
    getHunting(house.viewer(), house.incidentId, { device: 'f'.repeat(40) }),
  ).rejects.toMatchObject({
    code: 'not-found',
  });
});

it('what others asked of a device is recorded once, and raises an alarm if it is an isolation', async () => {
  const { collector, responder } = house.context.devices ?? {};
  await collector?.collectPackage(house.deviceId, 'not of the product [holdfast:pretended]', signal);
  await responder?.isolate(house.deviceId, 'Full', 'not of the product', signal);
  await noteForeignActions(house.context, signal);
  expect(await noteForeignActions(house.context, signal)).toBe(0);
  const facts = await house.database.db.custodyEvent.findMany({
    where: { type: 'device.foreign-action-seen', incidentId: house.incidentId },
  });
  const { foreign } = await getDevice(house.viewer(), house.incidentId, house.deviceId);
  expect(foreign.map(({ type }) => type).sort()).toEqual(['CollectInvestigationPackage', 'Isolate']);
  expect(facts).toHaveLength(2);
  const alarms = await house.database.db.alarm.findMany({
    where: { kind: 'foreign-action', incidentId: house.incidentId },
  });
  expect(alarms.map(({ title }) => title)).toEqual(['Isolate on ws-finance-114 that nobody asked for here']);
});

it('a saved query gets a version each time and keeps whom it is shared with', async () => {
  const save = (input: object) =>
    perform(house.context, house.person('analyst'), saveQuery, {
      ...{
        incidentId: house.incidentId,
        seriesId: null,
        name: 'Devices seen',
        query: 'DeviceInfo',
        timespan: 'P7D',
      },
      ...{ sharedWith: 'everyone', ...input },
    });
  expect(await save({})).toEqual({ version: 1 });
  const { seriesId } = await house.database.db.huntingQuery.findFirstOrThrow({
    where: { name: 'Devices seen' },
  });
  expect(await save({ seriesId, query: 'DeviceInfo | take 5' })).toEqual({ version: 2 });
  await expect(save({ seriesId, sharedWith: 'incident' })).rejects.toMatchObject({ code: 'conflict' });
  await expect(save({ seriesId: crypto.randomUUID() })).rejects.toMatchObject({ code: 'not-found' });
});

function hunt(change: object, role = 'analyst'): Promise<{ readonly id: string }> {
  return perform(house.context, house.person(role), runHunting, {
    ...{
      incidentId: house.incidentId,
      deviceId: house.deviceId,
      query: 'DeviceInfo | take 2',
      timespan: 'P30D',
    },
    ...{ requestKey: crypto.randomUUID(), ...change },
  });
}

function seal(runId: string) {
  return perform(house.context, house.person('analyst'), sealResult, { runId, reason, authority });
}

/** The house's tools, of a worker that dies after the bytes are stored and before its record. */
function dying(): AcquisitionHouse['tools'] {
  const { register } = house.context;
  const record: typeof register.record = (actor, may, fn) =>
    register.record(actor, may, (desk) =>
      fn({ ...desk, finishStep: () => Promise.reject(new Error('died')) }),
    );
  return { ...house.tools, context: { ...house.context, register: { ...register, record } } };
}

async function bytesOf(id: string): Promise<Uint8Array> {
  const bytes = await house.context.register.look.huntingBytes(id);
  if (bytes === null) throw new Error('no bytes are kept');
  return bytes;
}

async function answerOf(id: string) {
  return readHuntingAnswer(await bytesOf(id));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function details(type: string): Promise<readonly Record<string, unknown>[]> {
  const rows = await house.database.db.custodyEvent.findMany({ where: { type }, orderBy: { id: 'asc' } });
  return rows.map(({ body }) => JSON.parse(Buffer.from(body ?? []).toString()).detail);
}
