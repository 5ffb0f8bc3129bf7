import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeEvents } from '../../lib/adapters/prisma/write-event.ts';
import { unmeasuredClock } from '../../lib/custody/clock-state.ts';
import { commitBody, decodeEntry } from '../../lib/ledger/ledger-entry.ts';
import { requestExport } from '../../lib/procedures/export/request-export.ts';
import { getSearchDesk } from '../../lib/queries/get-search-desk.ts';
import { auditor, type ExportHouse, startExportHouse } from '../support/export-house.ts';
import { analyst, note } from '../support/facts.ts';

let house: ExportHouse;
let at: ExportHouse['at'];
let item: ExportHouse['item'];

beforeAll(async () => {
  house = await startExportHouse();
  ({ at, item } = house);
});
afterAll(() => house?.close());

it('gives the events of a search with what proves each, and the record of its making names the very file', async () => {
  const id = await house.made(`item:${item.exhibitNumber}`, 'jsonl');
  const { text, sha256 } = await house.download(id);
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(await at.db.custodyEvent.count({ where: { evidenceId: item.evidenceId } }));
  for (const line of lines) {
    const { entry, salt } = JSON.parse(line);
    const record = line.slice(line.indexOf('"record":') + '"record":'.length, -1);
    const committed = commitBody(Buffer.from(salt, 'base64'), Buffer.from(record));
    expect(Buffer.from(committed)).toEqual(Buffer.from(decodeEntry(Buffer.from(entry, 'base64')).c));
  }
  const facts = await house.factsOf(id);
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
  const exportId = await house.asked('', 'csv');
  await at.register.append(analyst, ['incident.note-written'], [note(item.incidentId, 'written later')]);
  await house.make();
  const { text } = await house.download(exportId);
  expect(text.split('\r\n')[0]).toContain('"Time (UTC)","Type","What"');
  expect(text).toContain('“=HYPERLINK(""http://x"")”');
  for (const absent of [house.hidden.incidentId, house.hidden.evidenceId, 'written later', exportId])
    expect(text).not.toContain(absent);
  const { requestedAt } = await at.db.eventExport.findUniqueOrThrow({ where: { id: exportId } });
  const seen = { OR: [{ incidentId: null }, { incidentId: { not: house.hidden.incidentId } }] };
  const count = await at.db.custodyEvent.count({ where: { occurredAt: { lt: requestedAt }, ...seen } });
  expect(text.trimEnd().split('\r\n').length - 1).toBe(count);
});

it('names in its manifest what a changed column of the database keeps from it', async () => {
  const file = async (column: string | null) => {
    const set = `update custody_event set evidence_id = $2 where stream = $1 and n = 2`;
    await house.ledger.attack('custody_event', set, [item.evidenceId, column]);
    const { manifest } = await at.db.eventExport.findUniqueOrThrow({
      where: { id: await house.made(`item:${item.exhibitNumber}`, 'csv') },
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
  const { exportId } = await requestExport.run(house.context, auditor, { query: '', format: 'jsonl' });
  expect(await house.make()).toBe(false); // the ledger does not hold what comes before it yet
  await house.ledger.integrate();
  expect(await house.make()).toBe(true);
  goOn.resolve();
  await late;
  await house.ledger.integrate();
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
      OR: [{ incidentId: null }, { incidentId: { not: house.hidden.incidentId } }],
    },
  });
  const lines = (await house.download(exportId)).text.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).id).toSorted()).toEqual(visible.map(({ id }) => id).toSorted());
});

it('is made anew by the worker that follows a dead one, whose parts are not in it', async () => {
  const exportId = await house.asked('', 'jsonl');
  const dead = await at.register.claimExport();
  if (dead === null) throw new Error('nothing was claimed');
  await at.register.keepExportPart(dead, 0, Buffer.from('half a file'));
  expect(await house.make()).toBe(false); // it is claimed
  await at.asAdmin(`update event_export set lease_until = now() - interval '1 s' where id = $1`, [exportId]);
  expect(await house.make()).toBe(true);
  await expect(at.register.keepExportPart(dead, 1, Buffer.from('more'))).rejects.toMatchObject({
    code: 'fenced-off',
  });
  expect((await house.download(exportId)).text).not.toContain('half a file');
});

it('is given up, in words, when three workers died over it', async () => {
  const exportId = await house.asked('', 'csv');
  for (let died = 0; died < 3; died += 1) {
    expect(await at.register.claimExport()).toMatchObject({ id: exportId });
    await at.asAdmin(`update event_export set lease_until = now() - interval '1 s' where id = $1`, [
      exportId,
    ]);
  }
  expect(await house.make()).toBe(true);
  const facts = await house.factsOf(exportId);
  expect(facts.map(({ type }) => type)).toEqual(['export.requested', 'export.failed']);
  expect(facts[1]?.detail.problem).toMatch(/^3 attempts came to no end/);
  expect(await house.make()).toBe(false);
});

it.each([
  ['erased', 'update custody_event set body = null, salt = null where id = $1'],
  ['to be erased', `insert into body_erasure (event_id, decision, data_key) values ($1, 'CP-9', 'key')`],
])('ends in words when its request is %s, which nobody waits for', async (_, statement) => {
  const search = 'actor:somebody';
  const exportId = await house.asked(search, 'csv');
  const request = await at.db.custodyEvent.findFirstOrThrow({
    where: { type: 'export.requested' },
    orderBy: { occurredAt: 'desc' },
  });
  await house.ledger.attack('custody_event', statement, [request.id]);
  expect(await house.make()).toBe(true);
  const [own] = (await getSearchDesk({ actor: auditor, db: at.db })).exports;
  expect(own).toMatchObject({ id: exportId, state: 'failed' });
  expect(own?.problem).toContain('its request was erased');
  const failed = (await house.factsOf(exportId)).find(({ type }) => type === 'export.failed');
  expect(JSON.stringify(failed)).not.toContain(search);
  const told = await at.db.notification.findFirst({ where: { key: `export:${exportId}` } });
  expect(told?.title).toContain('Ask for it again');
  expect(await house.make()).toBe(false);
});

it('is not to be changed once it is finished, nor asked for a fourth time while three are being made', async () => {
  const id = await house.made('action:incident', 'csv');
  await expect(at.as('app', `update event_export set sha256 = 'x' where id = $1`, [id])).rejects.toThrow(
    'ends once',
  );
  const atOnce = Array.from({ length: 8 }, () =>
    requestExport.run(house.context, auditor, { query: '', format: 'csv' }),
  );
  const asked = await Promise.allSettled(atOnce);
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  await expect(requestExport.run(house.context, auditor, { query: '', format: 'csv' })).rejects.toMatchObject(
    {
      code: 'conflict',
    },
  );
  await expect(
    requestExport.run(house.context, analyst, { query: 'actr:x', format: 'csv' }),
  ).rejects.toMatchObject({
    code: 'invalid-input',
  });
});
