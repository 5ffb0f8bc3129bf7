import { createHash } from 'node:crypto';
import { NextRequest } from 'next/server';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { approveRequest } from '../../lib/procedures/access/approve-request.ts';
import { requestAccess } from '../../lib/procedures/access/request-access.ts';
import { revokeGrant } from '../../lib/procedures/access/revoke-grant.ts';
import type { Runtime } from '../../lib/runtime/runtime.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { type TestLedger, testLedger } from '../support/ledger.ts';
import { fixedVhd, sparsePayload } from '../support/make-vhd.ts';
import { cookieOf, publicUrl, testRuntime } from '../support/portal.ts';

let wired: Runtime;
vi.mock('../../lib/runtime/runtime.ts', () => ({ runtime: async () => wired }));
const { GET: content, HEAD: head } = await import('../../app/api/evidence/[id]/content/route.ts');

const mib = 1 << 20;
const block = 4 * mib;
const disk = fixedVhd(
  sparsePayload(18 * mib, [
    [0, 70_000],
    [5 * mib, 9 * mib],
  ]),
);
const authority = { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null } as const;
const reason = 'To examine the web shell.';

let house: AcquisitionHouse;
let ledger: TestLedger;
let signing: Promise<void>;
let over = false;
let item: { readonly id: string; readonly incidentId: string };

beforeAll(async () => {
  house = await startAcquisitionHouse({ 'vm-a/os.vhd': disk });
  ledger = await testLedger(house.database);
  wired = { ...testRuntime(house.database), context: house.context, people: house.context.people };
  item = await sealed('vm-a');
  signing = keepSigning();
});
afterAll(async () => {
  over = true;
  await signing;
  await house.close();
});
beforeEach(async () => {
  await house.cloud.admin('DELETE', '/faults');
});

describe('an item’s bytes', () => {
  it('leave whole and exact for who holds a grant, and beginning and end are in its record', async () => {
    const { grantId } = await granted('responder');
    const { response, bytes } = await download('responder');
    expect(response.status).toBe(200);
    expect(sha256(bytes)).toBe(sha256(disk));
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-length': String(disk.length),
      'content-disposition': expect.stringMatching(/^attachment; filename="EV-\d{4}-\d{4}\.vhd"$/),
      'cache-control': 'private, no-store',
      etag: `"${sha256(disk)}"`,
    });
    const [opened, read] = (await contentFacts()).slice(-2);
    expect(opened).toMatchObject({
      type: 'access.content-opened',
      actor: { displayName: 'Responder', ip: '10.1.2.3' },
      detail: { grantId, start: '0', end: String(disk.length) },
    });
    expect(read).toMatchObject({
      type: 'access.content-read',
      detail: { readId: opened?.detail.readId, bytes: String(disk.length), result: 'complete' },
    });
  });

  it('leave in part, so that a broken download goes on where it stopped', async () => {
    const etag = `"${sha256(disk)}"`;
    const cases = [
      ['bytes=0-9', 0, 10],
      [`bytes=${block - 3}-${block + 4}`, block - 3, block + 5],
      [`bytes=${6 * mib}-`, 6 * mib, disk.length],
      ['bytes=-512', disk.length - 512, disk.length],
      [`bytes=${disk.length - 1}-${disk.length * 2}`, disk.length - 1, disk.length],
    ] as const;
    for (const [range, start, end] of cases) {
      const { response, bytes } = await download('responder', { range, 'if-range': etag });
      expect(response.status, range).toBe(206);
      expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/${disk.length}`);
      expect(Buffer.compare(bytes, disk.subarray(start, end)), range).toBe(0);
    }
    const other = await download('responder', { range: 'bytes=0-9', 'if-range': '"another"' });
    expect([other.response.status, other.bytes.length]).toEqual([200, disk.length]);
    const beyond = await download('responder', { range: `bytes=${disk.length}-` });
    expect([beyond.response.status, beyond.response.headers.get('content-range')]).toEqual([
      416,
      `bytes */${disk.length}`,
    ]);
  });

  it('that nobody takes to the end are recorded as far as they went', async () => {
    const response = await ask('responder');
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect((await contentFacts()).at(-1)).toMatchObject({
      type: 'access.content-read',
      detail: { result: 'broken-off', bytes: String(block), end: String(block) },
    });
    const unread = await ask('responder');
    await unread.body?.cancel();
    expect((await contentFacts()).at(-1)).toMatchObject({ detail: { result: 'broken-off', bytes: '0' } });
  });

  it('stop leaving when the grant is revoked in the middle', async () => {
    const { requestId } = await granted('lead-1', ['lead-2', 'controller-1']);
    const reader = (await ask('lead-1')).body?.getReader();
    await reader?.read();
    await revokeGrant.run(house.context, house.person('lead-2'), { requestId, reason });
    vi.spyOn(Date, 'now').mockImplementation(() => performance.timeOrigin + performance.now() + 2_000);
    await expect(reader?.read()).rejects.toThrow(/no live grant/);
    vi.restoreAllMocks();
    expect((await contentFacts()).at(-1)).toMatchObject({
      detail: { result: 'broken-off', bytes: String(block), problem: expect.stringMatching(/no live grant/) },
    });
  });

  it('stop leaving when the ledger is frozen in the middle', async () => {
    const reader = (await ask('responder')).body?.getReader();
    await reader?.read();
    await freezeLedger();
    vi.spyOn(Date, 'now').mockImplementation(() => performance.timeOrigin + performance.now() + 2_000);
    await expect(reader?.read()).rejects.toThrow(/entry 3 differs/);
    vi.restoreAllMocks();
    await house.database.asAdmin('delete from ledger_freeze');
    expect((await contentFacts()).at(-1)).toMatchObject({
      detail: {
        result: 'broken-off',
        bytes: String(block),
        problem: expect.stringMatching(/entry 3 differs/),
      },
    });
  });
});

describe('nothing leaves', () => {
  it('without a grant of one’s own, from elsewhere, after its end, and the attempt is recorded', async () => {
    const facts = await contentFacts();
    expect((await ask('analyst')).status).toBe(403);
    expect((await ask('responder', { 'x-forwarded-for': '192.0.2.1' })).status).toBe(403);
    expect((await ask('lead-1')).status).toBe(403); // revoked above
    expect((await ask('controller-1')).status).toBe(403); // a role that never reads contents
    expect((await ask('nobody')).status).toBe(401);
    expect((await ask('responder', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(head().status).toBe(405);
    expect(await contentFacts()).toEqual(facts);
    const denied = await house.database.db.custodyEvent.findMany({ where: { type: 'access.denied' } });
    const about = denied.map(({ body }) => JSON.parse(Buffer.from(body ?? '').toString()));
    const why = (account: string) =>
      about.find(({ actor }) => actor.objectId === house.person(account).objectId)?.detail.why;
    expect(why('analyst')).toMatch(/no live grant/);
    expect(why('responder')).toMatch(/is for 10\.0\.0\.0\/8, and you are at 192\.0\.2\.1/);
  });

  it('for a grant that stands in the table alone', async () => {
    const { objectId } = house.person('auditor');
    await house.database.asAdmin(
      `with r as (insert into access_request select gen_random_uuid(), 'AR-forged', $1, requester, incident_id, purpose,
           authority, mode, address_range, hours, 'waiting', policy_version, policy, created_at, expires_at, null
         from access_request limit 1 returning id),
       i as (insert into access_request_item select r.id, $2::uuid from r)
       insert into access_grant select gen_random_uuid(), r.id, $1, 'download', '10.0.0.0/8', now(), now() + interval '1 day' from r`,
      [objectId, item.id],
    );
    const response = await ask('auditor');
    expect([response.status, await response.text()]).toEqual([
      403,
      expect.stringContaining('The ledger does not have the grant AR-forged'),
    ]);
    expect((await contentFacts()).at(-1)).toMatchObject({ detail: { result: 'broken-off', bytes: '0' } });
  });

  it('while the ledger is frozen', async () => {
    const facts = await contentFacts();
    await freezeLedger();
    const response = await ask('responder');
    expect([response.status, await response.text()]).toEqual([
      409,
      expect.stringContaining('entry 3 differs'),
    ]);
    await house.database.asAdmin('delete from ledger_freeze');
    expect(await contentFacts()).toEqual(facts);
  });

  it('from the first block on that is not as sealed: the item is frozen, and no grant opens it again', async () => {
    await house.cloud.admin('POST', '/faults', {
      operation: 'Blob_Get',
      fault: { kind: 'delay', ms: 1 },
      times: 3, // manifest, and the blocks 0 and 1
    });
    await house.cloud.fault('Blob_Get', { kind: 'corrupt', atByte: 1_000 });
    const taken: Uint8Array[] = [];
    const response = await ask('responder');
    const stop = (async () => {
      for await (const chunk of response.body ?? []) taken.push(chunk);
    })();
    await expect(stop).rejects.toThrow(/Block 2 of the stored copy is not what was sealed/);
    expect(Buffer.compare(Buffer.concat(taken), disk.subarray(0, 2 * block))).toBe(0);
    const [read, frozen] = (await contentFacts()).slice(-2);
    expect(read).toMatchObject({ detail: { result: 'mismatch', bytes: String(2 * block) } });
    expect(frozen).toMatchObject({
      type: 'evidence.frozen',
      detail: {
        readId: read?.detail.readId,
        block: { index: 2, start: String(2 * block), end: String(3 * block) },
        expected: sha256(disk.subarray(2 * block, 3 * block)),
      },
    });
    expect((await ask('responder')).status).toBe(409);
  });
});

async function sealed(vm: string) {
  const id = await house.begin(vm);
  await house.run(id);
  const row = await house.database.db.acquisition.findUniqueOrThrow({ where: { id } });
  expect(row.state).toBe('done');
  return { id: row.evidenceId, incidentId: row.incidentId };
}

/** The sequencer's part: what is recorded is signed soon. */
async function keepSigning(): Promise<void> {
  while (!over) {
    await ledger.sign();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function granted(account: string, by: readonly string[] = ['lead-1', 'lead-2']) {
  const { id } = await requestAccess.run(house.context, present(account), {
    ...{ incidentId: item.incidentId, evidenceIds: [item.id], purpose: reason, authority },
    ...{ mode: 'download', addressRange: '10.0.0.0/8', hours: 4 },
  });
  const approval = { requestId: id, comment: null };
  await approveRequest.run(house.context, present(by[0] ?? ''), approval);
  const { grantId } = await approveRequest.run(house.context, present(by[1] ?? ''), approval);
  return { requestId: id, grantId };
}

function present(account: string): PersonActor {
  return { ...house.person(account), authenticatedAt: new Date().toISOString() };
}

async function ask(account: string, headers: Record<string, string> = {}): Promise<Response> {
  const cookie = account === 'nobody' ? 'none' : await cookieOf(house.database, house.person(account));
  const { id } = item;
  const request = new NextRequest(`${publicUrl}/api/evidence/${id}/content`, {
    headers: { cookie, 'x-forwarded-for': '10.1.2.3', ...headers },
  });
  return await content(request, { params: Promise.resolve({ id }) });
}

async function download(account: string, headers: Record<string, string> = {}) {
  const response = await ask(account, headers);
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
}

interface Fact {
  readonly type: string;
  readonly actor: object;
  readonly detail: Readonly<Record<string, string>>;
}

async function contentFacts(): Promise<readonly Fact[]> {
  const rows = await house.database.db.custodyEvent.findMany({
    where: {
      stream: item.id,
      type: { in: ['access.content-opened', 'access.content-read', 'evidence.frozen'] },
    },
    orderBy: { n: 'asc' },
  });
  return rows.map(({ body }) => JSON.parse(Buffer.from(body ?? '').toString()) as Fact);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function freezeLedger(): Promise<void> {
  await house.database.asAdmin(
    `insert into ledger_freeze (id, stream_id, since, checked_at, attack, words, anchored_size, anchored_note, witnessed_size)
     values (1, gen_random_uuid(), now(), now(), 'edited', 'entry 3 differs', 3, '', 0)`,
  );
}
