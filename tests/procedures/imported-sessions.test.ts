import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NextRequest } from 'next/server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serviceNamed } from '../../lib/embedded/cloud/tenant.ts';
import { embeddedSettings } from '../../lib/embedded/embedded-settings.ts';
import { runCancellation } from '../../lib/procedures/acquisition/run-cancellation.ts';
import { endSilentImports } from '../../lib/procedures/import/end-silent-imports.ts';
import { importFile } from '../../lib/procedures/import/import-file.ts';
import { receiveImport } from '../../lib/procedures/import/receive-import.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { getEvidenceItem } from '../../lib/queries/get-evidence-item.ts';
import { type Runtime, runtime } from '../../lib/runtime/runtime.ts';
import { importRoute } from '../../lib/web/import-route.ts';
import { perform } from '../../lib/web/perform.ts';
import { forgetCalls } from '../support/forget-calls.ts';
import { authority, type HuntingHouse, openHuntingHouse, reason, signal } from '../support/hunting-house.ts';
import { cookieOf, ownPage, publicUrl } from '../support/portal.ts';
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
    const page = await getEvidenceItem(house.viewer(), item.id);
    expect(page).toMatchObject({
      ...{ kind: 'imported-session', state: 'sealed', integrity: 'verified', altered: [] },
      description: 'whoami.txt (imported by hand) of ws-finance-114',
      source: { imported: { role: 'transcript', ranBy: 'Someone in the portal' } },
    });
    expect(page.sourceDigests?.sha256).toBe(digest);
    expect(Buffer.from(await storedBytes(house, item.id)).toString()).toBe('hello world');
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
    expect(await getEvidenceItem(house.viewer(), stored.id)).toMatchObject({ state: 'sealed' });
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

function register(change: object, role = 'responder') {
  return perform(house.context, house.person(role), importFile, {
    ...{
      incidentId: house.incidentId,
      deviceId: house.deviceId,
      reason,
      authority,
      requestKey: crypto.randomUUID(),
    },
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
