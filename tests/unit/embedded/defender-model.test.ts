import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actionBook } from '../../../lib/embedded/defender/action-book.ts';
import { openDefenderState } from '../../../lib/embedded/defender/defender-state.ts';
import { fleet as openFleet } from '../../../lib/embedded/defender/fleet.ts';
import { formParts } from '../../../lib/embedded/defender/multipart.ts';
import { odataQuery } from '../../../lib/embedded/defender/odata-query.ts';
import { rateBuckets } from '../../../lib/embedded/defender/rate-buckets.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-defender-'));
  file = join(folder, 'defender.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = new Date('2026-11-22T12:00:00Z');

function begin(name: string, type: 'LiveResponse' | 'CollectInvestigationPackage' = 'LiveResponse') {
  const store = openDefenderState(file);
  const fleet = openFleet([], store);
  const device = fleet.find(name);
  if (device === null) throw new Error(`There is no device ${name}.`);
  const book = actionBook(store, () => at);
  const order = { type, device, requestor: 'test', comment: 'why', commands: [] } as const;
  return { store, book, fleet, device, begin: () => book.begin(order) };
}

describe('the embedded Defender’s actions', () => {
  it('are there again after a restart, with what was changed of devices', () => {
    const before = begin('jump-linux-01');
    const action = before.begin();
    before.fleet.change(before.device.id, { isolated: true });
    const after = begin('jump-linux-01');
    expect(after.book.find(action.id)).toEqual(action);
    expect(after.fleet.find('JUMP-LINUX-01')).toMatchObject({ isolated: true });
    writeFileSync(file, '{"actions":[');
    expect(() => openDefenderState(file)).toThrow('cannot read');
  });

  it('are at most 25 live responses at once in the tenant', () => {
    const { store, begin: run } = begin('jump-linux-01');
    const first = run();
    for (let n = 1; n < 25; n += 1) store.state.actions.push({ ...first, deviceId: `another ${n}` });
    const other = begin('mac-design-09');
    other.store.state.actions.push(...store.state.actions.slice(1));
    expect(other.begin).toThrow('already 25');
    other.store.state.actions.pop();
    expect(other.begin()).toMatchObject({ status: 'Pending' });
  });

  it('fail for a package of a device on battery', () => {
    expect(begin('ws-sales-021', 'CollectInvestigationPackage').begin().fate).toMatchObject({
      code: 'LowBattery',
    });
    expect(begin('ws-finance-114', 'CollectInvestigationPackage').begin().fate).toBeNull();
  });
});

describe('the budget of an application', () => {
  const limit = { perMinute: 2, perHour: 3 };

  it('is one for each interface, comes back with time, and has an hour as well as a minute', () => {
    let now = at;
    const buckets = rateBuckets(
      () => now,
      () => 1,
    );
    const take = (api = 'machines') => buckets.take('reader', api, limit);
    take();
    take();
    expect(take).toThrow('Retry after 30 seconds');
    expect(() => take('library')).not.toThrow();
    now = new Date(at.getTime() + 60_000);
    take();
    expect(take).toThrow(/Retry after 1\d\d\d seconds/); // the hour's third was taken
    now = new Date(at.getTime() + 2 * 3_600_000);
    expect(take).not.toThrow();
  });
});

describe('an OData query', () => {
  const rows = [
    { id: 'a', status: 'Pending', at: '2026-11-22T10:00:00Z' },
    { id: 'b', status: 'Failed', at: '2026-11-22T11:00:00.1234567Z' },
    { id: "it's", status: 'InProgress', at: '2026-11-21T10:00:00Z' },
  ];
  const ids = (query: string) =>
    odataQuery(rows, new URLSearchParams(query), ['id', 'status', 'at']).map((row) => row.id);

  it.each([
    ["$filter=status eq 'pending'", ['a']],
    ["$filter=status in ('Pending','InProgress')", ['a', "it's"]],
    ["$filter=(status eq 'Pending' or status eq 'Failed') and at gt 2026-11-22T10:30:00Z", ['b']],
    ["$filter=id eq 'it''s'", ["it's"]],
    ["$filter=startswith(status,'in')", ["it's"]],
    ['$orderby=at desc&$top=2', ['b', 'a']],
    ['$orderby=at desc&$skip=2', ["it's"]],
  ])('%s', (query, found) => {
    expect(ids(query)).toEqual(found);
  });

  it.each([
    "$filter=secret eq 'x'",
    '$filter=status eq',
    "$filter=status like 'x'",
    '$top=many',
    '$orderby=secret',
  ])('is refused: %s', (query) => {
    expect(() => ids(query)).toThrow('not valid');
  });
});

describe('a multipart upload', () => {
  it('keeps the bytes of its file, whatever they are', async () => {
    const bytes = Buffer.from([13, 10, 45, 45, 0, 255, 13, 10]);
    const form = new FormData();
    form.set('Description', 'what it does');
    form.set('file', new Blob([bytes]), 'a.bin');
    const request = new Request('https://localhost', { method: 'POST', body: form });
    const body = Buffer.from(await request.arrayBuffer());
    const [description, file] = formParts(request.headers.get('content-type') ?? '', body);
    expect(description?.bytes.toString()).toBe('what it does');
    expect(file).toMatchObject({ name: 'file', fileName: 'a.bin' });
    expect(file?.bytes.equals(bytes)).toBe(true);
    expect(() => formParts('multipart/form-data; boundary=x', body)).toThrow('boundary');
    expect(() => formParts(request.headers.get('content-type') ?? '', body.subarray(0, -4))).toThrow(
      'no end',
    );
  });
});
