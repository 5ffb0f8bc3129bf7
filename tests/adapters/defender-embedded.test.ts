import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type DefenderAction, isOver } from '../../lib/custody/live-response.ts';
import type { DeviceResult } from '../../lib/ports/device-response.ts';
import { deviceHatches } from '../../lib/runtime/device-hatches.ts';
import { startTestCloud, type TestCloud } from '../support/cloud.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

type Hatches = ReturnType<typeof deviceHatches>;

const signal = new AbortController().signal;
const comment = 'why [holdfast:0198a1b2-0000-7000-8000-00000000000b]';
let at: TestDatabase;
let cloud: TestCloud;
let hatches: Required<Hatches>;

beforeAll(async () => {
  [at, cloud] = await Promise.all([freshDatabase(), startTestCloud()]);
  await cloud.admin('PUT', '/speed', { operationSeconds: 0, activityDelaySeconds: 0 });
  hatches = hatchesAs({}) as Required<Hatches>;
});
afterEach(() => cloud.admin('DELETE', '/faults'));
afterAll(async () => {
  await cloud?.dispose();
  await at?.close();
});

function hatchesAs(other: Partial<Parameters<typeof deviceHatches>[0]>): Hatches {
  const { defender, graph, clientIds } = cloud.endpoints;
  const settings = {
    HOLDFAST_DEFENDER_ENDPOINT: defender,
    HOLDFAST_GRAPH_ENDPOINT: graph,
    HOLDFAST_DEVICE_READER_CLIENT_ID: clientIds.deviceReader,
    HOLDFAST_DEVICE_COLLECTOR_CLIENT_ID: clientIds.deviceCollector,
    HOLDFAST_DEVICE_RESPONDER_CLIENT_ID: clientIds.deviceResponder,
    HOLDFAST_LIBRARIAN_CLIENT_ID: clientIds.librarian,
    ...other,
  };
  return deviceHatches(settings, at.db);
}

const idOf = async (name: string) => (await hatches.reader.device(name, signal))?.deviceId ?? '';

async function ended(action: { readonly value: DefenderAction }): Promise<DefenderAction | null> {
  for (;;) {
    const now = await hatches.reader.action(action.value.id, signal);
    if (now === null || isOver(now.state)) return now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function bytesOf(result: DeviceResult | null): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of result?.bytes ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('the embedded Defender, asked with the product’s own identities', () => {
  it('tells every device over its pages, one by its name, and who signed in', async () => {
    const all = await hatches.reader.devices(signal);
    expect(all.length).toBeGreaterThanOrEqual(12);
    expect(new Set(all.map(({ deviceId }) => deviceId)).size).toBe(all.length);
    expect(new Set(all.map(({ system }) => system))).toEqual(
      new Set(['windows', 'windows-server', 'macos', 'linux', 'other']),
    );
    const one = await hatches.reader.device('ws-finance-114', signal);
    const listed = all.find(({ name }) => name === 'ws-finance-114');
    expect({ ...one, lastSeen: null }).toEqual({ ...listed, lastSeen: null }); // though its group's number is text here and a number there
    expect(one?.group?.name).toBe('Workstations');
    const server = all.find(({ name }) => name === 'vm-web-03');
    expect(server?.vmResourceId).toMatch(/\/virtualmachines\/vm-web-03$/);
    expect((await hatches.reader.logonUsers(one?.deviceId ?? '', signal)).length).toBeGreaterThan(0);
    expect(await hatches.reader.device('nobody', signal)).toBeNull();
  });

  it('collects a package once at a time, and gives it when it is there', async () => {
    const deviceId = await idOf('ws-finance-114');
    await cloud.admin('PUT', '/speed', { operationSeconds: 3_600 });
    const asked = await hatches.collector.collectPackage(deviceId, comment, signal);
    await expect(hatches.collector.collectPackage(deviceId, comment, signal)).rejects.toMatchObject({
      code: 'conflict',
      detail: { defenderCode: 'ActiveRequestAlreadyExists' },
    });
    const open = await hatches.reader.actions({ deviceId, open: true }, signal);
    expect(open.map(({ id, comment: said }) => [id, said])).toEqual([[asked.value.id, comment]]);
    expect(await hatches.reader.openPackage(asked.value.id, signal)).toBeNull();
    await cloud.admin('PUT', '/speed', { operationSeconds: 0 });
    const done = await ended(asked);
    expect(done).toMatchObject({ state: 'succeeded', type: 'CollectInvestigationPackage', comment });
    expect(Date.parse(done?.updatedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(done?.createdAt ?? ''));
    const result = await hatches.reader.openPackage(asked.value.id, signal);
    const bytes = await bytesOf(result);
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
    expect(result?.sizeBytes).toBe(BigInt(bytes.length));
    expect(await hatches.reader.actions({ deviceId, open: true }, signal)).toEqual([]);
  });

  it('is not asked for a third package link within a minute', async () => {
    await expect(hatches.reader.openPackage('another', signal)).rejects.toMatchObject({ code: 'throttled' });
    const counts = (await cloud.admin('GET', '/counts')) as Record<string, number>;
    expect(counts.PackageUri_Get).toBe(2);
  });

  it('runs a script of the library and gives what it printed', async () => {
    const script = Buffer.from('#!/bin/sh\necho "{\\"seen\\":\\"$1\\"}"\n');
    const file = {
      fileName: 'say.sh',
      bytes: script,
      description: 'says',
      parametersDescription: 'a word',
      replace: false,
    };
    const put = await hatches.library.put(file, signal);
    expect(put.value.sha256).toBe(createHash('sha256').update(script).digest('hex'));
    expect((await hatches.library.files(signal)).find(({ fileName }) => fileName === 'say.sh')).toEqual(
      put.value,
    );
    const steps = [{ type: 'RunScript', scriptName: 'say.sh', args: 'hello' }] as const;
    const deviceId = await idOf('mac-design-09');
    const done = await ended(await hatches.collector.runLiveResponse(deviceId, steps, comment, signal));
    expect(done).toMatchObject({
      state: 'succeeded',
      commands: [{ index: 0, state: 'completed', step: steps[0] }],
    });
    const output = await bytesOf(await hatches.reader.openCommandResult(done?.id ?? '', 0, signal));
    expect(output.toString()).toContain('hello');
    expect((await hatches.library.remove('say.sh', signal)).value).toEqual({ removed: true });
    expect((await hatches.library.remove('say.sh', signal)).value).toEqual({ removed: false });
  });

  it('refuses what the device or its group does not allow, in words that a person can act on', async () => {
    const steps = [{ type: 'GetFile', path: 'C:\\Windows\\win.ini' }] as const;
    const run = async (name: string) =>
      hatches.collector.runLiveResponse(await idOf(name), steps, comment, signal);
    await expect(run('ws-guest-055')).rejects.toMatchObject({
      code: 'not-feasible',
      message: expect.stringContaining('lowest remediation level'),
    });
    await expect(run('srv-legacy-16')).rejects.toMatchObject({ code: 'not-feasible' });
    await expect(run('ws-lab-007')).rejects.toMatchObject({ code: 'not-feasible' });
    await expect(run('ws-finance-120')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('isolates a device and releases it; what waits for one that is off can be cancelled', async () => {
    const deviceId = await idOf('mac-design-09');
    const done = await ended(await hatches.responder.isolate(deviceId, 'Full', comment, signal));
    expect(done).toMatchObject({ type: 'Isolate', scope: 'Full', state: 'succeeded' });
    expect((await ended(await hatches.responder.release(deviceId, comment, signal)))?.state).toBe(
      'succeeded',
    );
    const waiting = await hatches.responder.scan(await idOf('kiosk-lobby-02'), 'Quick', comment, signal);
    expect((await hatches.reader.action(waiting.value.id, signal))?.state).toBe('pending');
    await hatches.responder.cancel(waiting.value.id, comment, signal);
    expect((await ended(waiting))?.state).toBe('cancelled');
  });

  it('hunts, knows the files that it found, and takes one of them as an indicator', async () => {
    const query = "DeviceFileEvents | where DeviceName == 'ws-finance-114' | take 1";
    const { value, azure } = await hatches.hunting.run(query, 'P30D', signal);
    expect(value.rows).toHaveLength(1);
    expect(value.columns.map(({ name }) => name)).toContain('SHA256');
    expect(value.truncated).toBe(false);
    expect(azure).toMatchObject([{ operation: 'POST security/runHuntingQuery' }]);
    const sha256 = String(value.rows[0]?.SHA256);
    expect(await hatches.reader.file(sha256, signal)).toMatchObject({
      sha256,
      organisationDevices: expect.any(Number),
      organisationAlerts: expect.any(Number),
    });
    expect(await hatches.reader.file('0'.repeat(64), signal)).toBeNull();
    await expect(hatches.reader.file('abc', signal)).rejects.toMatchObject({ code: 'invalid-input' });
    const indicator = {
      sha256,
      action: 'Audit',
      title: 'seen',
      description: 'why',
      expiresAt: null,
    } as const;
    expect((await hatches.responder.addFileIndicator(indicator, signal)).value.id).not.toBe('');
    await expect(hatches.hunting.run('NoSuchTable | take 1', 'P1D', signal)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('NoSuchTable'),
    });
  });

  it('gives each identity what it is for and nothing else', async () => {
    const { deviceReader, deviceCollector } = cloud.endpoints.clientIds;
    const swapped = hatchesAs({
      HOLDFAST_DEVICE_READER_CLIENT_ID: deviceCollector,
      HOLDFAST_DEVICE_COLLECTOR_CLIENT_ID: deviceReader,
    });
    const lacking = { code: 'cloud-refused', detail: { defenderCode: 'Forbidden' } };
    await expect(swapped.reader?.devices(signal)).rejects.toMatchObject(lacking);
    const deviceId = await idOf('ws-finance-114');
    await expect(swapped.collector?.collectPackage(deviceId, comment, signal)).rejects.toMatchObject(lacking);
  });

  it('asks to wait, and nobody asks it again before then', async () => {
    const fault = {
      kind: 'status',
      status: 429,
      code: 'TooManyRequests',
      message: 'slow down',
      retryAfter: 90,
    };
    await cloud.admin('POST', '/faults', { operation: 'Machines_List', fault });
    const throttled = { code: 'throttled', detail: { retryAfterSeconds: 90 } };
    await expect(hatches.reader.devices(signal)).rejects.toMatchObject(throttled);
    const before = (await cloud.admin('GET', '/counts')) as Record<string, number>;
    await expect(hatchesAs({}).reader?.devices(signal)).rejects.toMatchObject({ code: 'throttled' });
    expect(((await cloud.admin('GET', '/counts')) as Record<string, number>).Machines_List).toBe(
      before.Machines_List,
    );
    const [paused] = await hatches.budget.pausedUntil();
    expect(paused).toMatchObject({ application: cloud.endpoints.clientIds.deviceReader, api: 'machines' });
  });

  it('has no hatch for an identity that is not set up', () => {
    const { defender, graph } = cloud.endpoints;
    const settings = { HOLDFAST_DEFENDER_ENDPOINT: defender, HOLDFAST_GRAPH_ENDPOINT: graph };
    const none = deviceHatches(settings, at.db);
    expect(Object.keys(none)).toEqual(['budget']);
  });
});
