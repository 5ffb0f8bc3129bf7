import { createHash, randomUUID } from 'node:crypto';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeEvents } from '../../lib/adapters/prisma/write-event.ts';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { unmeasuredClock } from '../../lib/custody/clock-state.ts';
import { commitBody, decodeEntry } from '../../lib/ledger/ledger-entry.ts';
import { downloadExport } from '../../lib/procedures/export/download-export.ts';
import { requestExport } from '../../lib/procedures/export/request-export.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { getSearchDesk } from '../../lib/queries/get-search-desk.ts';
import { searchEvents } from '../../lib/queries/search-events.ts';
import { makeExport } from '../../lib/worker/make-exports.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst, note } from '../support/facts.ts';
import { type TestLedger, testLedger } from '../support/ledger.ts';
import { type SealedItem, sealedItem } from '../support/sealed-item.ts';
import { type Stage, stage } from '../support/stage.ts';

const auditor: PersonActor = {
  ...analyst,
  objectId: randomUUID(),
  displayName: 'auditor',
  roles: ['auditor'],
};

let at: TestDatabase;
let context: ProcedureContext;
let item: SealedItem;
let hidden: Stage;
let ledger: TestLedger;

beforeAll(async () => {
  at = await freshDatabase();
  ledger = await testLedger(at);
  item = await sealedItem(at);
  hidden = await stage(at, { restricted: true });
  await at.register.append(
    analyst,
    ['incident.note-written'],
    [note(item.incidentId, '=HYPERLINK("http://x")')],
  );
  await ledger.sign();
  context = {
    register: at.register,
    worker: { id: 'worker-1', address: '127.0.0.1' },
    clock: { now: () => new Date() },
  } as ProcedureContext; // what the procedures of exports reach
});
afterAll(() => at?.close());

const house = () => ({ db: at.db, context, logger: pino({ level: 'silent' }) });

/** Asked for, and the request is in the ledger. */
async function asked(query: string, format: 'csv' | 'jsonl', actor = auditor): Promise<string> {
  const { exportId } = await requestExport.run(context, actor, { query, format });
  await ledger.integrate();
  return exportId;
}

async function made(query: string, format: 'csv' | 'jsonl', actor = auditor): Promise<string> {
  const exportId = await asked(query, format, actor);
  expect(await makeExport(house())).toBe(true);
  return exportId;
}

async function download(
  exportId: string,
  actor: PersonActor = auditor,
  over: Partial<ProcedureContext> = {},
) {
  const file = await downloadExport.run({ ...context, ...over }, actor, { exportId });
  const parts: Uint8Array[] = [];
  for await (const part of file.bytes) parts.push(part);
  return { ...file, text: Buffer.concat(parts).toString() };
}

async function factsOf(exportId: string) {
  const rows = await at.db.custodyEvent.findMany({
    where: { type: { startsWith: 'export.' } },
    orderBy: { n: 'asc' },
    select: { type: true, body: true },
  });
  const facts = rows.map(({ type, body }) => ({
    type,
    detail: body === null ? null : JSON.parse(Buffer.from(body).toString()).detail,
  }));
  return facts.filter(({ detail }) => detail?.exportId === exportId);
}

it('gives the events of a search with what proves each, and the record of its making names the very file', async () => {
  const id = await made(`item:${item.exhibitNumber}`, 'jsonl');
  const { text, sha256 } = await download(id);
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(await at.db.custodyEvent.count({ where: { evidenceId: item.evidenceId } }));
  for (const line of lines) {
    const { entry, salt } = JSON.parse(line);
    const record = line.slice(line.indexOf('"record":') + '"record":'.length, -1);
    const committed = commitBody(Buffer.from(salt, 'base64'), Buffer.from(record));
    expect(Buffer.from(committed)).toEqual(Buffer.from(decodeEntry(Buffer.from(entry, 'base64')).c));
  }
  const facts = await factsOf(id);
  expect(facts.map(({ type }) => type)).toEqual(['export.requested', 'export.made', 'export.downloaded']);
  expect(createHash('sha256').update(text).digest('hex')).toBe(sha256);
  const { manifest } = await at.db.eventExport.findUniqueOrThrow({ where: { id } });
  expect(facts[1]?.detail).toMatchObject({
    ...{ sha256, events: lines.length, bytes: String(Buffer.byteLength(text)) },
    manifestSha256: createHash('sha256')
      .update(manifest ?? '')
      .digest('hex'),
  });
  expect(JSON.parse(manifest ?? '')).toMatchObject({ query: `item:${item.exhibitNumber}`, file: { sha256 } });
});

it('gives a table in which no cell acts, without what is hidden and without what came after it was asked for', async () => {
  const exportId = await asked('', 'csv');
  await at.register.append(analyst, ['incident.note-written'], [note(item.incidentId, 'written later')]);
  await makeExport(house());
  const { text } = await download(exportId);
  expect(text.split('\r\n')[0]).toContain('"Time (UTC)","Type","What"');
  expect(text).toContain('“=HYPERLINK(""http://x"")”');
  for (const absent of [hidden.incidentId, hidden.evidenceId, 'written later', exportId])
    expect(text).not.toContain(absent);
  const { requestedAt } = await at.db.eventExport.findUniqueOrThrow({ where: { id: exportId } });
  const seen = { OR: [{ incidentId: null }, { incidentId: { not: hidden.incidentId } }] };
  const count = await at.db.custodyEvent.count({ where: { occurredAt: { lt: requestedAt }, ...seen } });
  expect(text.trimEnd().split('\r\n').length - 1).toBe(count);
});

it('names in its manifest what a changed column of the database keeps from it', async () => {
  const file = async (column: string | null) => {
    const set = `update custody_event set evidence_id = $2 where stream = $1 and n = 2`;
    await ledger.attack('custody_event', set, [item.evidenceId, column]);
    const { manifest } = await at.db.eventExport.findUniqueOrThrow({
      where: { id: await made(`item:${item.exhibitNumber}`, 'csv') },
    });
    const { coverage, file } = JSON.parse(manifest ?? '');
    return {
      lacks: coverage.filter((words: string) => words.startsWith('May not be in it')),
      events: file.events,
    };
  };
  const lacking = await file(null);
  const whole = await file(item.evidenceId);
  expect(whole).toEqual({ lacks: [], events: lacking.events + 1 });
  expect(lacking.lacks).toEqual([expect.stringContaining(`event 2 of the chain ${item.evidenceId}`)]);
});

it('is of the very entries that its manifest names, and of no event that was still being committed', async () => {
  const [written, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const late = at.db.$transaction(async (tx) => {
    const tool = { name: 'holdfast', version: '1.0.0', commit: 'test' } as const;
    await writeEvents(tx, { tool, clock: () => unmeasuredClock }, analyst, [
      note(item.incidentId, 'committed late'),
    ]);
    written.resolve();
    await goOn.promise;
  });
  await written.promise;
  const { exportId } = await requestExport.run(context, auditor, { query: '', format: 'jsonl' });
  expect(await makeExport(house())).toBe(false); // the ledger does not hold what comes before it yet
  await ledger.integrate();
  expect(await makeExport(house())).toBe(true);
  goOn.resolve();
  await late;
  await ledger.integrate();
  const { manifest, requestedAt } = await at.db.eventExport.findUniqueOrThrow({ where: { id: exportId } });
  const lateOne = await at.db.custodyEvent.findFirstOrThrow({
    orderBy: { occurredAt: 'desc' },
    where: { incidentId: item.incidentId },
  });
  expect(lateOne.occurredAt < requestedAt).toBe(true); // by its time it would be in the file
  const among = await at.db.ledgerEntry.findMany({
    where: { idx: { lt: BigInt(JSON.parse(manifest ?? '').ledgerSize) } },
  });
  const visible = await at.db.custodyEvent.findMany({
    where: {
      id: { in: among.map(({ eventId }) => eventId) },
      OR: [{ incidentId: null }, { incidentId: { not: hidden.incidentId } }],
    },
  });
  const lines = (await download(exportId)).text.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).id).toSorted()).toEqual(visible.map(({ id }) => id).toSorted());
});

it('keeps the words of a search that names a restricted incident from who may not see it', async () => {
  const secret = await stage(at, { restricted: true });
  const other = await stage(at, { restricted: true });
  const member = { ...auditor, objectId: randomUUID() };
  for (const { incidentId } of [secret, other])
    await at.asAdmin('insert into incident_member values ($1, $2)', [incidentId, member.objectId]);
  const { number } = await at.db.incident.findUniqueOrThrow({ where: { id: secret.incidentId } });
  const id = await made(`-incident:${number}`, 'csv', member);
  const told = async (actor: PersonActor) => {
    const terms = [{ key: 'action', value: 'export', negated: false } as const];
    const query = { terms, created: { from: null, until: null }, knownAt: null };
    const { events } = await searchEvents({ actor, db: at.db }, query);
    return events.filter(({ words }) => words.sentence.includes(number)).map(({ words }) => words.title);
  };
  expect(await told(member)).toEqual(['Export of events made', 'Export of events asked for']);
  expect(await told(auditor)).toEqual([]);
  await expect(
    requestExport.run(context, member, {
      query: `item:${secret.evidenceId} incident:${other.incidentId}`,
      format: 'csv',
    }),
  ).rejects.toMatchObject({ code: 'invalid-input' });
  expect((await factsOf(id)).map(({ type }) => type)).toEqual(['export.requested', 'export.made']);
});

it('gives a file to nobody but who asked for it, and to them for a day only', async () => {
  const id = await made('action:evidence', 'csv');
  const another = { ...auditor, objectId: randomUUID() };
  await expect(download(id, another)).rejects.toMatchObject({ code: 'not-found' });
  const tomorrow = { now: () => new Date(Date.now() + 25 * 3_600_000) };
  await expect(download(id, auditor, { clock: tomorrow })).rejects.toMatchObject({ code: 'not-found' });
  expect((await factsOf(id)).map(({ type }) => type)).toEqual(['export.requested', 'export.made']);
});

it('gives nobody a file with events that they may not see any more', async () => {
  const id = await made(`item:${item.exhibitNumber}`, 'csv');
  await at.asAdmin('update incident set restricted = true where id = $1', [item.incidentId]);
  try {
    await expect(download(id)).rejects.toMatchObject({ code: 'forbidden' });
  } finally {
    await at.asAdmin('update incident set restricted = false where id = $1', [item.incidentId]);
  }
  await expect(download(id, { ...auditor, roles: ['analyst'] })).rejects.toMatchObject({ code: 'forbidden' });
  expect((await download(id)).text).toContain(item.exhibitNumber);
});

it('gives nobody a file with words that were withheld from them since, and lets go of its bytes', async () => {
  const search = `incident:${item.incidentId}`;
  const id = await made(search, 'csv');
  const [first, second] = await at.db.custodyEvent.findMany({
    where: { incidentId: item.incidentId, type: 'incident.note-written' },
    orderBy: { n: 'asc' },
  });
  const withhold = (event: typeof first, reader: string) =>
    at.asAdmin('insert into body_withheld (event_id, decision, readers) values ($1, $2, array[$3])', [
      ...[event?.id, 'CP-1', reader],
    ]);
  await withhold(second, auditor.objectId); // they decided it themselves
  expect((await download(id)).text).toContain('HYPERLINK');
  await withhold(first, analyst.objectId);
  await expect(download(id)).rejects.toMatchObject({ code: 'forbidden' });
  await at.register.dropExportParts();
  expect(await at.db.eventExportPart.count({ where: { exportId: id } })).toBe(0);
  expect((await download(await made(search, 'csv'))).text).not.toContain('HYPERLINK');
});

it('is made anew by the worker that follows a dead one, whose parts are not in it', async () => {
  const exportId = await asked('', 'jsonl');
  const dead = await at.register.claimExport();
  if (dead === null) throw new Error('nothing was claimed');
  await at.register.keepExportPart(dead, 0, Buffer.from('half a file'));
  expect(await makeExport(house())).toBe(false); // it is claimed
  await at.asAdmin(`update event_export set lease_until = now() - interval '1 s' where id = $1`, [exportId]);
  expect(await makeExport(house())).toBe(true);
  await expect(at.register.keepExportPart(dead, 1, Buffer.from('more'))).rejects.toMatchObject({
    code: 'fenced-off',
  });
  expect((await download(exportId)).text).not.toContain('half a file');
});

it('is given up, in words, when three workers died over it', async () => {
  const exportId = await asked('', 'csv');
  for (let died = 0; died < 3; died += 1) {
    expect(await at.register.claimExport()).toMatchObject({ id: exportId });
    await at.asAdmin(`update event_export set lease_until = now() - interval '1 s' where id = $1`, [
      exportId,
    ]);
  }
  expect(await makeExport(house())).toBe(true);
  const facts = await factsOf(exportId);
  expect(facts.map(({ type }) => type)).toEqual(['export.requested', 'export.failed']);
  expect(facts[1]?.detail.problem).toMatch(/^3 attempts came to no end/);
  expect(await makeExport(house())).toBe(false);
});

it.each([
  ['erased', 'update custody_event set body = null, salt = null where id = $1'],
  ['to be erased', `insert into body_erasure (event_id, decision, data_key) values ($1, 'CP-9', 'key')`],
])('ends in words when its request is %s, which nobody waits for', async (_, statement) => {
  const search = 'actor:somebody';
  const exportId = await asked(search, 'csv');
  const request = await at.db.custodyEvent.findFirstOrThrow({
    where: { type: 'export.requested' },
    orderBy: { occurredAt: 'desc' },
  });
  await ledger.attack('custody_event', statement, [request.id]);
  expect(await makeExport(house())).toBe(true);
  const [own] = (await getSearchDesk({ actor: auditor, db: at.db })).exports;
  expect(own).toMatchObject({ id: exportId, state: 'failed' });
  expect(own?.problem).toContain('its request was erased');
  const failed = (await factsOf(exportId)).find(({ type }) => type === 'export.failed');
  expect(JSON.stringify(failed)).not.toContain(search);
  const told = await at.db.notification.findFirst({ where: { key: `export:${exportId}` } });
  expect(told?.title).toContain('Ask for it again');
  expect(await makeExport(house())).toBe(false);
});

it('lets go of the bytes when the day is over, and keeps them until then', async () => {
  const id = await made('action:acquisition', 'csv');
  const parts = () => at.db.eventExportPart.count({ where: { exportId: id } });
  await at.register.dropExportParts();
  expect(await parts()).toBeGreaterThan(0);
  await at.asAdmin('alter table event_export disable trigger guard');
  await at.asAdmin(`update event_export set expires_at = now() - interval '1 s' where id = $1`, [id]);
  await at.asAdmin('alter table event_export enable always trigger guard');
  await at.register.dropExportParts();
  expect(await parts()).toBe(0);
});

it('is not to be changed once it is finished, nor asked for a fourth time while three are being made', async () => {
  const id = await made('action:incident', 'csv');
  await expect(at.as('app', `update event_export set sha256 = 'x' where id = $1`, [id])).rejects.toThrow(
    'ends once',
  );
  const atOnce = Array.from({ length: 8 }, () =>
    requestExport.run(context, auditor, { query: '', format: 'csv' }),
  );
  const asked = await Promise.allSettled(atOnce);
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  await expect(requestExport.run(context, auditor, { query: '', format: 'csv' })).rejects.toMatchObject({
    code: 'conflict',
  });
  await expect(requestExport.run(context, analyst, { query: 'actr:x', format: 'csv' })).rejects.toMatchObject(
    {
      code: 'invalid-input',
    },
  );
});
