import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { requestExport } from '../../lib/procedures/export/request-export.ts';
import { searchEvents } from '../../lib/queries/search-events.ts';
import { auditor, type ExportHouse, startExportHouse } from '../support/export-house.ts';
import { analyst, note } from '../support/facts.ts';
import { stage } from '../support/stage.ts';
import { withheldBy } from '../support/withheld.ts';

let house: ExportHouse;
let at: ExportHouse['at'];
let item: ExportHouse['item'];

beforeAll(async () => {
  house = await startExportHouse();
  ({ at, item } = house);
});
afterAll(() => house?.close());

it('keeps the words of a search that names a restricted incident from who may not see it', async () => {
  const secret = await stage(at, { restricted: true });
  const other = await stage(at, { restricted: true });
  const member = { ...auditor, objectId: randomUUID() };
  for (const { incidentId } of [secret, other])
    await at.asAdmin('insert into incident_member values ($1, $2)', [incidentId, member.objectId]);
  const { number } = await at.db.incident.findUniqueOrThrow({ where: { id: secret.incidentId } });
  const id = await house.made(`-incident:${number}`, 'csv', member);
  const told = async (actor: PersonActor) => {
    const terms = [{ key: 'action', value: 'export', negated: false } as const];
    const query = { terms, created: { from: null, until: null }, knownAt: null };
    const { events } = await searchEvents({ actor, db: at.db }, query);
    return events.filter(({ words }) => words.sentence.includes(number)).map(({ words }) => words.title);
  };
  expect(await told(member)).toEqual(['Export of events made', 'Export of events asked for']);
  expect(await told(auditor)).toEqual([]);
  await expect(
    requestExport.run(house.context, member, {
      query: `item:${secret.evidenceId} incident:${other.incidentId}`,
      format: 'csv',
    }),
  ).rejects.toMatchObject({ code: 'invalid-input' });
  expect((await house.factsOf(id)).map(({ type }) => type)).toEqual(['export.requested', 'export.made']);
});

it('gives a file to nobody but who asked for it, and to them for a day only', async () => {
  const id = await house.made('action:evidence', 'csv');
  const another = { ...auditor, objectId: randomUUID() };
  await expect(house.download(id, another)).rejects.toMatchObject({ code: 'not-found' });
  const tomorrow = { now: () => new Date(Date.now() + 25 * 3_600_000) };
  await expect(house.download(id, auditor, { clock: tomorrow })).rejects.toMatchObject({ code: 'not-found' });
  expect((await house.factsOf(id)).map(({ type }) => type)).toEqual(['export.requested', 'export.made']);
});

it('gives nobody a file with events that they may not see any more', async () => {
  const id = await house.made(`item:${item.exhibitNumber}`, 'csv');
  await at.asAdmin('update incident set restricted = true where id = $1', [item.incidentId]);
  try {
    await expect(house.download(id)).rejects.toMatchObject({ code: 'forbidden' });
  } finally {
    await at.asAdmin('update incident set restricted = false where id = $1', [item.incidentId]);
  }
  await expect(house.download(id, { ...auditor, roles: ['analyst'] })).rejects.toMatchObject({
    code: 'forbidden',
  });
  expect((await house.download(id)).text).toContain(item.exhibitNumber);
});

it('gives nobody a file with words that were withheld from them since, and lets go of its bytes', async () => {
  await at.register.append(analyst, ['incident.note-written'], [note(item.incidentId, 'a second note')]);
  const search = `incident:${item.incidentId}`;
  const id = await house.made(search, 'csv');
  const [first, second] = await at.db.custodyEvent.findMany({
    where: { incidentId: item.incidentId, type: 'incident.note-written' },
    orderBy: { n: 'asc' },
  });
  await withheldBy(at, second?.id, { readers: [auditor.objectId] }); // they decided it themselves
  expect((await house.download(id)).text).toContain('HYPERLINK');
  await withheldBy(at, first?.id, { readers: [analyst.objectId] });
  await expect(house.download(id)).rejects.toMatchObject({ code: 'forbidden' });
  await at.register.dropExportParts();
  expect(await at.db.eventExportPart.count({ where: { exportId: id } })).toBe(0);
  expect((await house.download(await house.made(search, 'csv'))).text).not.toContain('HYPERLINK');
});

it('lets go of the bytes when the day is over, and keeps them until then', async () => {
  const id = await house.made('action:acquisition', 'csv');
  const parts = () => at.db.eventExportPart.count({ where: { exportId: id } });
  await at.register.dropExportParts();
  expect(await parts()).toBeGreaterThan(0);
  await at.asAdmin('alter table event_export disable trigger guard');
  await at.asAdmin(`update event_export set expires_at = now() - interval '1 s' where id = $1`, [id]);
  await at.asAdmin('alter table event_export enable always trigger guard');
  await at.register.dropExportParts();
  expect(await parts()).toBe(0);
});
