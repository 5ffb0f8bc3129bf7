import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NextRequest } from 'next/server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readHuntingAnswer } from '../../lib/custody/hunting-answer.ts';
import { serviceNamed } from '../../lib/embedded/cloud/tenant.ts';
import { embeddedSettings } from '../../lib/embedded/embedded-settings.ts';
import { runCancellation } from '../../lib/procedures/acquisition/run-cancellation.ts';
import { noteForeignActions } from '../../lib/procedures/device/note-foreign-actions.ts';
import { exportResult } from '../../lib/procedures/hunting/export-result.ts';
import { runHunting } from '../../lib/procedures/hunting/run-hunting.ts';
import { saveQuery } from '../../lib/procedures/hunting/save-query.ts';
import { sealResult } from '../../lib/procedures/hunting/seal-result.ts';
import { endSilentImports } from '../../lib/procedures/import/end-silent-imports.ts';
import { importFile } from '../../lib/procedures/import/import-file.ts';
import { receiveImport } from '../../lib/procedures/import/receive-import.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { getDevice } from '../../lib/queries/get-device.ts';
import { getEvidenceItem } from '../../lib/queries/get-evidence-item.ts';
import { getHunting } from '../../lib/queries/get-hunting.ts';
import { getItemCorroboration } from '../../lib/queries/get-item-corroboration.ts';
import { type Runtime, runtime } from '../../lib/runtime/runtime.ts';
import { importRoute } from '../../lib/web/import-route.ts';
import { perform } from '../../lib/web/perform.ts';
import { jobTable } from '../../lib/worker/job-table.ts';
import { runStep } from '../../lib/worker/run-step.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { forgetCalls } from '../support/forget-calls.ts';
import { cookieOf, ownPage, publicUrl } from '../support/portal.ts';

const signal = new AbortController().signal;
const authority = { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null } as const;
const reason = 'To show which devices were seen.';

let house: AcquisitionHouse;
let incidentId: string;
let deviceId: string;

beforeAll(async () => {
  house = await startAcquisitionHouse({});
  await house.cloud.admin('PUT', '/speed', {
    ...{ operationSeconds: 0, activityDelaySeconds: 0, defenderCalls: 100 },
  });
  const found = { where: { name: 'ws-finance-114' } };
  ({ incidentId, deviceId } = await house.database.db.incidentDevice.findFirstOrThrow(found));
});
afterAll(() => house.close());
beforeEach(async () => {
  await house.cloud.admin('DELETE', '/faults');
  await forgetCalls(house.database);
});

describe('a hunting query', () => {
  it('is on record with its answer’s digest before anybody sees a row, and once for one form', async () => {
    const requestKey = crypto.randomUUID();
    const query = `let devices = dynamic(["${deviceId}"]);\nDeviceInfo\n| where DeviceId in (devices)`;
    const { id } = await run({ query, requestKey });
    expect(await run({ query, requestKey })).toEqual({ id });
    const answer = await answerOf(id);
    expect(answer).toMatchObject({ query, timespan: 'P30D', truncated: false, rowCount: answer.rows.length });
    expect(answer.rowCount).toBeGreaterThan(0);
    expect(answer.rows.every((row) => row.DeviceId === deviceId)).toBe(true);
    const bytes = await bytesOf(id);
    const facts = (await events('hunting.run')).filter(({ runId }) => runId === id);
    expect(facts).toHaveLength(1);
    expect(facts[0]).toMatchObject({
      deviceId,
      query,
      rowCount: answer.rowCount,
      resultSha256: sha256(bytes),
    });
    await expect(run({ query: 'DeviceInfo', requestKey })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('that is wrong is refused with Microsoft’s own words, and leaves nothing on record', async () => {
    const before = (await events('hunting.run')).length;
    await expect(run({ query: 'NoSuchTable | take 1' })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining("Failed to resolve table expression named 'NoSuchTable'"),
      detail: { query: expect.stringContaining('NoSuchTable') },
    });
    expect((await events('hunting.run')).length).toBe(before);
  });

  it('says until when it is throttled', async () => {
    await house.cloud.fault('Hunting_Run', {
      kind: 'status',
      status: 429,
      code: 'TooManyRequests',
      message: 'slow down',
      retryAfter: 7,
    });
    await expect(run({})).rejects.toMatchObject({
      code: 'throttled',
      message: expect.stringMatching(/^Throttled until \d\d:\d\d:\d\d UTC\./),
    });
  });

  it('is refused to an auditor, for a device of another incident and beyond thirty days', async () => {
    await expect(run({}, 'auditor')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(run({ deviceId: 'f'.repeat(40) })).rejects.toMatchObject({ code: 'not-found' });
    await expect(run({ timespan: 'P90D' })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('an answer', () => {
  it('is sealed as the bytes that were kept, once, though the worker dies before its record', async () => {
    const { id } = await run({});
    const item = await seal(id);
    await expect(seal(id)).rejects.toMatchObject({ code: 'conflict' });
    const { id: acquisitionId } = await house.database.db.acquisition.findUniqueOrThrow({
      where: { evidenceId: item.id },
    });
    await runStep(dying(), jobTable['hash-source'].procedure, acquisitionId).catch(() => undefined);
    await house.run(acquisitionId);
    const page = await getEvidenceItem(viewer(), item.id);
    expect(page).toMatchObject({
      ...{ kind: 'query-result', state: 'sealed', integrity: 'verified', altered: [] },
      source: { hunting: { runId: id, query: 'DeviceInfo | take 2', rowCount: 2 } },
    });
    const stored = await storedBytes(item.id);
    expect(Buffer.from(stored).equals(Buffer.from(await bytesOf(id)))).toBe(true);
    expect(page.sourceDigests?.sha256).toBe(sha256(stored));
    expect(readHuntingAnswer(stored).rows).toHaveLength(2);
    expect(await getItemCorroboration(viewer(), item.id)).toMatchObject({ verdict: 'nobody-to-ask' });
  });

  it('cannot be changed in the register behind the seal', async () => {
    const { id } = await run({});
    const set = (to: string) =>
      house.database.db.$executeRawUnsafe(`update hunting_run set ${to} where id = '${id}'`);
    await expect(set("bytes = '\\x7b7d'")).rejects.toThrow(/stays as it is/);
    await expect(set('bytes = null')).rejects.toThrow(/stays as it is/);
    await expect(set("query = 'another'")).rejects.toThrow(/permission denied/);
  });

  it('leaves as a table only after that is on record', async () => {
    const { id } = await run({ query: 'DeviceInfo | project DeviceId, DeviceName | take 1' });
    const { csv } = await perform(house.context, house.person('analyst'), exportResult, { runId: id });
    expect(csv).toMatch(/^"DeviceId","DeviceName"\r\n"[0-9a-f]{40}","[^"]+"\r\n$/);
    expect((await events('hunting.exported')).map(({ runId }) => runId)).toContain(id);
  });

  it('that is evidence leaves with a grant to download alone, and its page leads to asking for one', async () => {
    const { id } = await run({});
    const item = await seal(id);
    const { id: acquisitionId } = await house.database.db.acquisition.findUniqueOrThrow({
      where: { evidenceId: item.id },
    });
    const before = (await events('hunting.exported')).length;
    const take = () => perform(house.context, house.person('analyst'), exportResult, { runId: id });
    await expect(take()).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`These rows are ${item.exhibitNumber}, which is not sealed yet.`),
    });
    expect((await getHunting(viewer(), incidentId, { run: id })).may).toMatchObject({ takeOut: false });
    await house.run(acquisitionId);
    await expect(take()).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining(`You hold no live grant for ${item.exhibitNumber}.`),
    });
    expect((await events('hunting.exported')).length).toBe(before);
    const { may, shown } = await getHunting(viewer(), incidentId, { run: id });
    expect(may).toMatchObject({ takeOut: false, request: true });
    expect(shown?.item).toMatchObject({ id: item.id, state: 'sealed' });
  });
});

it('the page of a device offers what is known of it, and is not there for a device of another incident', async () => {
  const { id } = await run({ query: 'DeviceInfo | take 1' });
  const page = await getHunting(viewer(), incidentId, { device: deviceId, run: id });
  expect(page.entities).toMatchObject({ devices: [deviceId], names: ['ws-finance-114'] });
  expect(page.shown).toMatchObject({ id, rowCount: 1, item: null, answer: { matching: 1, page: 1 } });
  await expect(getHunting(viewer(), incidentId, { device: 'f'.repeat(40) })).rejects.toMatchObject({
    code: 'not-found',
  });
});

describe('a session run elsewhere', () => {
  it('is imported by hand, sealed as it came, in the custody of who brought it', async () => {
    const item = await register({ sizeBytes: 11 });
    await expect(bring(item.acquisitionId, ['too short'])).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(bring(item.acquisitionId, ['much longer', ' than said'])).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await expect(bring(item.acquisitionId, ['hello', ' world'], 'lead-1')).rejects.toMatchObject({
      code: 'forbidden',
    });
    const { sha256: digest } = await bring(item.acquisitionId, ['hello', ' world']);
    await house.run(item.acquisitionId);
    const page = await getEvidenceItem(viewer(), item.id);
    expect(page).toMatchObject({
      ...{ kind: 'imported-session', state: 'sealed', integrity: 'verified', altered: [] },
      description: 'whoami.txt (imported by hand) of ws-finance-114',
      source: { imported: { role: 'transcript', ranBy: 'Someone in the portal' } },
    });
    expect(page.sourceDigests?.sha256).toBe(digest);
    expect(Buffer.from(await storedBytes(item.id)).toString()).toBe('hello world');
    const facts = await house.events(item.acquisitionId);
    expect(facts[2]?.detail.pathReason).toContain('as a person brought it');
    const types = facts.map(({ type }) => type);
    expect(types.slice(0, 3)).toEqual([
      'acquisition.requested',
      'acquisition.received-by-hand',
      'acquisition.copied',
    ]);
    await expect(bring(item.acquisitionId, ['hello world'])).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is registered once, though its form is sent again, and not by the key of another file', async () => {
    const requestKey = crypto.randomUUID();
    const item = await register({ requestKey });
    expect(await register({ requestKey })).toEqual(item);
    await expect(register({ requestKey, fileName: 'other.txt' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(register({ requestKey }, 'lead-1')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('ends by itself when its bytes never come, and says so to who registered it', async () => {
    const { context, database } = house;
    const [silent, late, stored] = [await register({}), await register({}), await register({})];
    await bring(stored.acquisitionId, ['hello', ' world']); // and no worker took it yet
    expect(await endSilentImports(context.register)).toBe(0);
    const ids = [silent, late, stored].map(({ acquisitionId }) => acquisitionId);
    await database.asAdmin(
      "update acquisition set created_at = now() - interval '61 minutes' where id = any($1::uuid[])",
      [ids],
    );
    await expect(bring(late.acquisitionId, ['hello', ' world'])).rejects.toThrow(/more than an hour ago/);
    expect(await endSilentImports(context.register)).toBe(0); // a transfer may still be under way
    await database.asAdmin(
      "update acquisition set created_at = now() - interval '76 minutes' where id = any($1::uuid[])",
      [[silent.acquisitionId, stored.acquisitionId]],
    );
    expect(await endSilentImports(context.register)).toBe(1);
    expect(await endSilentImports(context.register)).toBe(0);
    await runCancellation(context, silent.acquisitionId, signal);
    const facts = await house.events(silent.acquisitionId);
    expect(facts.map(({ type }) => type)).toEqual([
      'acquisition.requested',
      'acquisition.cancel-requested',
      'acquisition.cancelled',
    ]);
    expect(facts[1]?.detail).toMatchObject({
      reason: 'The bytes of whoami.txt did not come in time.',
      consequence: 'Nothing is stored.',
    });
    const told = await database.db.notification.findMany({
      where: { key: { startsWith: `acquisition:${silent.acquisitionId}` } },
    });
    expect(told.map(({ title }) => title)).toContain(
      `${silent.exhibitNumber}: the bytes of whoami.txt never came. Nothing is stored; import it anew.`,
    );
    await house.run(stored.acquisitionId);
    expect(await getEvidenceItem(viewer(), stored.id)).toMatchObject({ state: 'sealed' });
  });

  it('is refused for more than 300 MB, for a session yet to come and to an analyst', async () => {
    await expect(register({ sizeBytes: 300 * 1024 * 1024 + 1 })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await expect(register({ ranAt: '2999-01-01T00:00:00Z' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await expect(register({}, 'analyst')).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('the bytes of an imported file, by the route and as production is wired', () => {
  let wired: Runtime;
  beforeAll(async () => {
    Object.assign(
      process.env,
      await embeddedSettings({
        ...{ root: process.cwd(), home: house.cloud.home, port: Number(new URL(publicUrl).port) },
        ...{ postgres: house.database, endpoints: house.cloud.endpoints, trustPolicyFile: '/nonexistent' },
      }),
      { HOLDFAST_RETENTION_DAYS: String(house.context.policy.retentionDays) },
    );
    wired = await runtime();
  });
  afterAll(() => wired?.close());

  it('are written by the locker’s identity and by no other', async () => {
    const { acquisitionId, exhibitNumber } = await register({ sizeBytes: 11 });
    expect((await sent(acquisitionId, streamOf(Buffer.from('hello world'), 1).stream)).status).toBe(202);
    const lines = readFileSync(join(house.cloud.home, 'cloud/blob-log.jsonl'), 'utf8').split('\n');
    const writers = lines.filter((line) => line.includes(exhibitNumber)).map((line) => JSON.parse(line));
    expect(writers.map(({ operation }) => operation)).toContain('BlockBlob_CommitBlockList');
    expect(new Set(writers.map(({ principal }) => principal))).toEqual(
      new Set([serviceNamed('locker').objectId]),
    );
  });

  it('are taken from the browser no faster than the locker takes them, however many there are', async () => {
    const chunk = new Uint8Array(1 << 20);
    const { acquisitionId } = await register({ sizeBytes: 256 * chunk.length });
    const given = streamOf(chunk, 256);
    let [taken, ahead] = [0, 0];
    const receive: ProcedureContext['locker']['receive'] = async ({ bytes, sha256 }) => {
      for await (const part of bytes) {
        taken += part.length;
        await new Promise(setImmediate); // the store at work
        ahead = Math.max(ahead, given.handedOut() - taken);
      }
      return { value: { taken: true, sha256: await sha256() }, azure: [] };
    };
    const { context } = wired;
    const slow = { ...wired, context: { ...context, locker: { ...context.locker, receive } } };
    Object.assign(globalThis, { holdfastRuntime: Promise.resolve(slow) });
    expect((await sent(acquisitionId, given.stream)).status).toBe(202);
    expect(taken).toBe(256 * chunk.length);
    expect(ahead).toBeLessThanOrEqual(8 * chunk.length);
  });
});

/** The same chunk so many times, made when it is asked for. */
function streamOf(chunk: Uint8Array, times: number) {
  let made = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (made === times) return controller.close();
      made += 1;
      controller.enqueue(chunk);
    },
  });
  return { stream, handedOut: () => made * chunk.length };
}

async function sent(acquisitionId: string, body: ReadableStream<Uint8Array>): Promise<Response> {
  const headers = { ...ownPage, cookie: await cookieOf(house.database, house.person('responder')) };
  const request = new NextRequest(new URL(`/api/imports/${acquisitionId}`, publicUrl), {
    ...{ method: 'POST', headers, body, duplex: 'half' },
  });
  return await importRoute(request, acquisitionId);
}

it('what others asked of a device is recorded once, and raises an alarm if it is an isolation', async () => {
  const { collector, responder } = house.context.devices ?? {};
  await collector?.collectPackage(deviceId, 'not of the product [holdfast:pretended]', signal);
  await responder?.isolate(deviceId, 'Full', 'not of the product', signal);
  await noteForeignActions(house.context, signal);
  expect(await noteForeignActions(house.context, signal)).toBe(0);
  const facts = await house.database.db.custodyEvent.findMany({
    where: { type: 'device.foreign-action-seen', incidentId },
  });
  const { foreign } = await getDevice(viewer(), incidentId, deviceId);
  expect(foreign.map(({ type }) => type).sort()).toEqual(['CollectInvestigationPackage', 'Isolate']);
  expect(facts).toHaveLength(2);
  const alarms = await house.database.db.alarm.findMany({ where: { kind: 'foreign-action', incidentId } });
  expect(alarms.map(({ title }) => title)).toEqual(['Isolate on ws-finance-114 that nobody asked for here']);
});

it('a saved query gets a version each time and keeps whom it is shared with', async () => {
  const save = (input: object) =>
    perform(house.context, house.person('analyst'), saveQuery, {
      ...{ incidentId, seriesId: null, name: 'Devices seen', query: 'DeviceInfo', timespan: 'P7D' },
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

function run(change: object, role = 'analyst'): Promise<{ readonly id: string }> {
  return perform(house.context, house.person(role), runHunting, {
    ...{ incidentId, deviceId, query: 'DeviceInfo | take 2', timespan: 'P30D' },
    ...{ requestKey: crypto.randomUUID(), ...change },
  });
}

function register(change: object, role = 'responder') {
  return perform(house.context, house.person(role), importFile, {
    ...{ incidentId, deviceId, reason, authority, requestKey: crypto.randomUUID() },
    ...{ fileName: 'whoami.txt', sizeBytes: 11, role: 'transcript', ranAt: '2026-01-02T03:04:00Z' },
    ...{ ranBy: 'Someone in the portal', whyByHand: 'No interface lists such sessions.', ...change },
  });
}

function bring(acquisitionId: string, parts: readonly string[], role = 'responder') {
  const bytes = (async function* () {
    for (const part of parts) yield Buffer.from(part);
  })();
  return perform(house.context, house.person(role), receiveImport, { acquisitionId, bytes });
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

function viewer() {
  return { actor: house.person('analyst'), db: house.database.db };
}

async function bytesOf(id: string): Promise<Uint8Array> {
  const bytes = await house.context.register.look.huntingBytes(id);
  if (bytes === null) throw new Error('no bytes are kept');
  return bytes;
}

async function answerOf(id: string) {
  return readHuntingAnswer(await bytesOf(id));
}

async function storedBytes(evidenceId: string): Promise<Uint8Array> {
  const { container, blob } = await house.database.db.evidenceItem.findUniqueOrThrow({
    where: { id: evidenceId },
  });
  const reader = await house.context.locker.open(container, blob ?? '', signal);
  if (reader === null) throw new Error('nothing is stored');
  const parts: Uint8Array[] = [];
  for await (const chunk of await reader.read(0n, reader.sizeBytes, signal)) parts.push(chunk);
  return Buffer.concat(parts);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function events(type: string): Promise<readonly Record<string, unknown>[]> {
  const rows = await house.database.db.custodyEvent.findMany({ where: { type }, orderBy: { id: 'asc' } });
  return rows.map(({ body }) => JSON.parse(Buffer.from(body ?? []).toString()).detail);
}
