import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { processPackageReader } from '../../lib/adapters/node/package-reader.ts';
import { defaultAccessPolicy } from '../../lib/custody/access-policy.ts';
import type { PersonActor } from '../../lib/custody/actor.ts';
import type { RecordedEvent } from '../../lib/custody/recorded-event.ts';
import { recordedWords } from '../../lib/custody/recorded-words.ts';
import { makeLink } from '../../lib/procedures/access/make-link.ts';
import { readContent } from '../../lib/procedures/access/read-content.ts';
import { listPackage } from '../../lib/procedures/package/list-package.ts';
import { readPackageFile } from '../../lib/procedures/package/read-package-file.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { getItemUses } from '../../lib/queries/get-item-uses.ts';
import { getPackageAccess } from '../../lib/queries/get-package-access.ts';
import { type GrantUseHouse, startGrantUseHouse } from '../support/grant-use-house.ts';
import { makeZip } from '../support/make-zip.ts';
import { type SealedPackage, sealedPackage } from '../support/sealed-package.ts';

const ip = '10.1.2.3';
const path = 'Processes/Processes.csv';
const zip = makeZip([
  { path, data: 'Name,Id\r\nlsass.exe,700\r\n=cmd(),9\r\n' },
  { path: 'Security event log/Security.evtx', data: 'ElfFile\0' },
]);
const all = { search: '', where: [], sort: null, start: 0, most: 50 };

let house: GrantUseHouse;
let context: ProcedureContext;
let good: SealedPackage;
let hostile: SealedPackage;

beforeAll(async () => {
  house = await startGrantUseHouse();
  const program = new URL('../../lib/package-reading/reading-process.ts', import.meta.url).pathname;
  const { register } = house.context;
  // Whoever asked holds no ground but a grant, unless a test says otherwise.
  const look = {
    ...register.look,
    accessPolicy: async () => ({ ...defaultAccessPolicy, ownPackages: false }),
  };
  context = { ...house.context, register: { ...register, look }, packages: processPackageReader(program) };
  good = await sealedPackage(house, 'responder', zip);
  hostile = await sealedPackage(house, 'responder', makeZip([{ path: '../../x', data: 'x' }]));
});
afterAll(() => house.close());

const at = (account: string, from = ip) => ({ ...house.person(account), ip: from });
const list = (account: string, item = good, from = ip) =>
  listPackage.run(context, at(account, from), { evidenceId: item.id });
const read = (account: string, form: 'page' | 'csv' | 'json', wanted = path, query = all) =>
  readPackageFile.run(context, at(account), { evidenceId: good.id, path: wanted, form, query });
const offered = async (actor: PersonActor, { id } = good) =>
  (await getPackageAccess({ actor, db: house.database.db }, id)).see;
const newest = async (type: string, of = good) => (await house.facts(type, null, of)).at(-1);

describe('without a grant', () => {
  test('nobody looks into a package, not even who asked for it', async () => {
    await expect(list('responder')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(list('lead-1')).rejects.toMatchObject({ code: 'forbidden' });
    expect(await newest('access.content-opened')).toBeUndefined();
  });

  test('who asked for it looks into it, where the policy does as at first, and takes nothing out', async () => {
    const { register } = house.context; // with the policy that is in force at first
    const allowing = { ...context, register };
    const { until, reading } = await listPackage.run(allowing, at('responder'), { evidenceId: good.id });
    expect(reading).toMatchObject({ kind: 'read', value: { files: [{ path }, {}] } });
    expect(until).toBeNull();
    expect((await newest('access.content-opened'))?.detail).toMatchObject({
      ...{ number: 'DA-2026-0001', grantId: null, requestId: null, seen: true },
      inside: { path: null, form: 'page' },
    });
    const input = { evidenceId: good.id, path, query: all };
    const taken = readPackageFile.run(allowing, at('responder'), { ...input, form: 'csv' });
    await expect(taken).rejects.toMatchObject({ code: 'forbidden' });
    const other = listPackage.run(allowing, at('lead-1'), { evidenceId: good.id });
    await expect(other).rejects.toMatchObject({ code: 'forbidden' });
    expect(await offered(at('responder'))).toBe(true);
    const transferred = { ...at('responder'), roles: ['analyst'] as const };
    const late = listPackage.run(allowing, transferred, { evidenceId: good.id });
    await expect(late).rejects.toMatchObject({ code: 'forbidden' });
    expect(await offered(transferred)).toBe(false);
  });
});

describe('a grant to see', () => {
  test('shows the artefacts and rows of one file, and both readings are on record with what was seen', async () => {
    const { grantId } = await house.granted('responder', 'see-contents', '10.0.0.0/8', 4, good);
    const { reading, deviceName } = await list('responder');
    expect(deviceName).toBe('ws-1');
    expect(
      reading.kind === 'read' && reading.value.artefacts.find(({ state }) => state === 'present')?.artefact,
    ).toBe('processes');
    const { reading: table } = await read('responder', 'page', path, { ...all, search: 'lsass' });
    expect(table).toMatchObject({
      kind: 'read',
      value: { total: 2, rows: [{ line: 2, cells: ['lsass.exe', '700'] }] },
    });
    const ended = await newest('access.content-read');
    expect(ended?.detail).toMatchObject({
      ...{ grantId, result: 'complete', problem: null },
      inside: { path, form: 'page', rows: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/), verdict: null },
      seen: [{ start: '0', end: String(zip.length) }],
    });
    expect(recordedWords(ended as unknown as RecordedEvent)).toMatchObject({
      title: 'Package seen',
      sentence: expect.stringContaining(`${path}; 1 row; every block as sealed`),
    });
  });

  test('takes no table out, and holds from its own addresses only', async () => {
    await expect(read('responder', 'csv')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(list('responder', good, '192.0.2.1')).rejects.toMatchObject({ code: 'forbidden' });
    const viewer = { actor: at('responder'), db: house.database.db };
    expect(await getPackageAccess(viewer, good.id)).toMatchObject({ see: true, takeOut: false });
  });

  test('finds no file that the package does not have, and records that nothing was seen', async () => {
    await expect(read('responder', 'page', 'Processes/nothing.csv')).rejects.toMatchObject({
      code: 'not-found',
    });
    expect((await newest('access.content-read'))?.detail).toMatchObject({ result: 'broken-off', bytes: '0' });
  });

  test('says of a hostile package what it is, and the record says that nothing of it was shown', async () => {
    await house.granted('responder', 'see-contents', '10.0.0.0/8', 4, hostile);
    const { reading } = await list('responder', hostile);
    expect(reading).toEqual({ kind: 'refused', verdict: 'traversal', found: 'It holds the path ../../x.' });
    const ended = await newest('access.content-read', hostile);
    expect(ended?.detail.inside).toMatchObject({ verdict: 'traversal', rows: null });
    expect(recordedWords(ended as unknown as RecordedEvent)).toMatchObject({ title: 'Package not read' });
  });
});

test('a grant to download takes every row of a file out, under its own title in the record', async () => {
  await house.granted('analyst', 'download', '10.0.0.0/8', 4, good);
  const { reading } = await read('analyst', 'csv', path, { ...all, most: 1 });
  expect(reading.kind === 'read' && reading.value.rows).toHaveLength(2);
  const ended = await newest('access.content-read');
  expect(recordedWords(ended as unknown as RecordedEvent).title).toBe('Taken out of a package');
  expect(ended?.detail.inside).toMatchObject({ form: 'csv', rows: 2 });
});

test('a package leaves whole, for an archive that is made anew cannot be resumed', async () => {
  const input = { evidenceId: good.id, range: 'bytes=0-9', ifRange: null };
  const out = await readContent.run(context, at('analyst'), input);
  expect(out).toMatchObject({ kind: 'package', part: { whole: true, end: BigInt(zip.length) } });
  await out.part?.bytes.leave();
});

test('a package leaves by no link, which reads it as it is', async () => {
  const input = { evidenceId: good.id, hours: 1 };
  await expect(makeLink.run(context, at('analyst'), input)).rejects.toThrow(/inside an archive only/);
  const viewer = { actor: at('analyst'), db: house.database.db };
  expect((await getItemUses(viewer, good.id)).may).toEqual({ link: false, disk: false });
});

test('a disk is no package', async () => {
  await house.granted('responder', 'see-contents', '10.0.0.0/8');
  await expect(list('responder', house.item)).rejects.toMatchObject({ code: 'not-found' });
});

test('a block that is not what was sealed shows nothing, and freezes the package', async () => {
  const fault = (kind: object) => house.cloud.fault('Blob_Get', kind);
  await fault({ kind: 'delay', ms: 1 }); // the manifest
  await fault({ kind: 'corrupt', atByte: 5 });
  await expect(list('responder', hostile)).rejects.toMatchObject({ code: 'digest-mismatch' });
  expect((await newest('access.content-read', hostile))?.detail).toMatchObject({ result: 'mismatch' });
  expect(await newest('evidence.frozen', hostile)).toBeDefined();
  expect(await offered(at('responder'), hostile)).toBe(false); // who asked for it
  await expect(list('responder', hostile)).rejects.toMatchObject({ code: 'conflict' });
});
