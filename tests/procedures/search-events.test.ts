import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { isInsideRange } from '../../lib/custody/address-range.ts';
import { tellingDetails } from '../../lib/custody/event-outcome.ts';
import { eventQueryText } from '../../lib/custody/event-query.ts';
import { recordedEventOf } from '../../lib/custody/recorded-event.ts';
import { getSearchDesk } from '../../lib/queries/get-search-desk.ts';
import { getIncidentTimeline, getItemTimeline } from '../../lib/queries/get-timeline.ts';
import { maySeeEvent } from '../../lib/queries/may-see-event.ts';
import { eventHistogram } from '../../lib/queries/search-events-histogram.ts';
import { analyst, denied, note, worker } from '../support/facts.ts';
import { auditor, lead, queryOf, type SearchHouse, searchHouse } from '../support/search-house.ts';

let at: SearchHouse['at'];
let item: SearchHouse['item'];
let hidden: SearchHouse['hidden'];
let device: string;
let number: string;
let page: SearchHouse['page'];
let allIds: SearchHouse['allIds'];

beforeAll(async () => {
  ({ at, item, hidden, device, number, page, allIds } = await searchHouse());
});
afterAll(() => at?.close());

const report = {
  ...{ step: 'compare-digests' as const, attempt: 1, errors: [], azure: [] },
  ...{ startedAt: '2026-11-22T00:00:00.000Z', endedAt: '2026-11-22T00:00:00.000Z' },
};

/** Every event that a person may see by the rule that decides for one, newest first. */
async function seenBy(actor: PersonActor) {
  const rows = await at.db.custodyEvent.findMany({ orderBy: [{ occurredAt: 'desc' }, { id: 'desc' }] });
  const may = await Promise.all(rows.map((row) => maySeeEvent(row, { actor, db: at.db })));
  return rows.filter((_, index) => may[index]);
}

/** The same search by looking at each of these events. */
function oneByOne(text: string, rows: Awaited<ReturnType<typeof seenBy>>): readonly string[] {
  const { terms, created } = queryOf(text);
  const found: string[] = [];
  for (const row of rows) {
    const event = recordedEventOf(row.body);
    if (event === null) continue;
    const of = (kind: string) =>
      event.subjects.find((one) => one.startsWith(`${kind}:`))?.slice(kind.length + 1);
    const is: Record<string, (value: string) => boolean> = {
      actor: (value) =>
        row.actorObjectId === null
          ? row.actorLabel === value
          : value === (row.actorObjectId === lead.objectId ? 'lead-1' : 'analyst'),
      action: (value) => row.type === value || row.type.startsWith(`${value}.`),
      type: (value) => row.type === value,
      item: (value) => row.evidenceId === item.evidenceId && value === item.exhibitNumber,
      incident: (value) => row.incidentId === item.incidentId && value === number,
      device: (value) => of('device') === value,
      outcome: (value) => value === (row.type === 'access.denied' ? 'refused' : 'done'),
      ip: (value) => event.actor.kind === 'person' && isInsideRange(value, event.actor.ip),
    };
    const keys = [...new Set(terms.map(({ key }) => key))];
    const fits = keys.every((key) => {
      const test = is[key] ?? (() => false);
      const wanted = terms.filter((term) => term.key === key && !term.negated);
      const isWanted = wanted.length === 0 || wanted.some(({ value }) => test(value));
      return isWanted && !terms.some((term) => term.key === key && term.negated && test(term.value));
    });
    const time = row.occurredAt.toISOString();
    if (fits && (created.from ?? '') <= time && time < (created.until ?? '~')) found.push(row.id);
  }
  return found;
}
it('finds for anybody exactly what looking at every event one by one finds, in the same order', async () => {
  const values: Record<string, readonly string[]> = {
    actor: ['analyst', 'lead-1', 'test', 'nobody'],
    action: ['incident', 'access', 'evidence.sealed', 'nothing'],
    type: ['incident.note-written', 'access.denied'],
    item: [item.exhibitNumber],
    incident: [number],
    device: [device, 'none'],
    outcome: ['done', 'refused', 'failed'],
    ip: ['127.0.0.1', '192.0.2.7', '192.0.2.0/29', '127.0.0.0/8', '2001:db8::/32'],
  };
  const term = fc
    .constantFrom(...Object.entries(values).flatMap(([key, all]) => all.map((value) => `${key}:${value}`)))
    .chain((word) => fc.constantFrom(word, word, `-${word}`));
  const seen = await Promise.all(
    [auditor, lead, analyst].map(async (actor) => ({ actor, rows: await seenBy(actor) })),
  );
  const ofItem = `item:${item.exhibitNumber}`;
  const both = [
    [ofItem, 'actor:lead-1', 'actor:analyst'],
    [ofItem, 'actor:analyst', '-outcome:failed'],
  ]; // an index of their own
  await fc.assert(
    fc.asyncProperty(
      fc.array(term, { maxLength: 4 }),
      fc.constantFrom(...seen),
      async (terms, { actor, rows }) => {
        const text = terms.join(' ');
        expect(await allIds(text, actor)).toEqual(oneByOne(text, rows));
      },
    ),
    {
      numRuns: 25,
      examples: seen.flatMap((one) => both.map((terms): [string[], typeof one] => [terms, one])),
    },
  );
});

it('goes on after the last event of a page, without one twice and without one lost', async () => {
  const first = await page('');
  expect(first.events).toHaveLength(50);
  const all = await allIds('');
  expect(new Set(all).size).toBe(all.length);
  expect(all).toHaveLength((await seenBy(auditor)).length);
});

it('offers the kinds that there can be, whichever were recorded where the viewer may not look', async () => {
  const { values } = await getSearchDesk({ actor: analyst, db: at.db });
  const kinds = values.type.map(({ text }) => text);
  const recorded = await at.db.custodyEvent.groupBy({ by: ['type'] });
  expect(kinds).toEqual(expect.arrayContaining(recorded.map(({ type }) => type)));
  expect(kinds).toContain('break-glass.opened'); // which never was, here
  expect(values.device.map(({ text }) => text)).toEqual(['device-1']);
  expect(values.ip.map(({ text }) => text)).toEqual([analyst.ip]); // and of nobody else
});

it('finds a person by the account without its domain, but for the name of a part of Holdfast', async () => {
  const person = { ...lead, objectId: randomUUID(), displayName: 'Somebody Else', ip: null };
  const known = (account: string) =>
    at.db.session.create({
      data: {
        idHash: Buffer.from(account),
        objectId: person.objectId,
        actor: { ...person, userPrincipalName: account, roles: [], authMethods: [] },
        absoluteExpiresAt: new Date(),
      },
    });
  await known('else.somebody@holdfast.example');
  await known('test@holdfast.example'); // as the part that the house has
  await at.register.append(person, ['incident.note-written'], [note(item.incidentId, 'by account')]);
  expect(await allIds('actor:Else.Somebody')).toHaveLength(1);
  expect(await allIds('actor:test')).not.toEqual(await allIds('actor:"Somebody Else"'));
});

it('draws every event of a search in one of its bars, and a bar leads to its own events', async () => {
  for (const text of [
    '',
    `item:${item.exhibitNumber}`,
    'actor:lead-1 action:incident',
    'type:access.denied',
    'created:1970-01-01..9999-12-30',
  ]) {
    const { bars } = await eventHistogram({ actor: auditor, db: at.db }, queryOf(text));
    const ids = await allIds(text);
    expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(ids.length);
    const fullest = bars.toSorted((a, b) => b.count - a.count)[0];
    const inBar = await allIds(`${text} created:>=${fullest?.from} created:<${fullest?.until}`);
    expect(inBar).toHaveLength(fullest?.count ?? -1);
  }
});

it('puts the alerts of an incident between its events, each on one page, and none beside a narrower search', async () => {
  const times = await at.db.custodyEvent.findMany({
    where: { incidentId: item.incidentId },
    orderBy: { occurredAt: 'asc' },
    select: { occurredAt: true },
  });
  const alerts = [times[5], times[40], times.at(-1)].map((time, index) => ({
    ...{ incidentId: item.incidentId, externalId: `${index}`, title: `Alert ${index}`, severity: 'high' },
    createdAt: new Date((time?.occurredAt.getTime() ?? 0) + 1),
  }));
  await at.db.incidentAlert.createMany({ data: alerts });
  const first = await page(`incident:${number}`);
  const second = await page(`incident:${number}`, auditor, first.olderThan ?? '');
  expect(first.alerts.length + second.alerts.length).toBe(3);
  expect(new Set([...first.alerts, ...second.alerts].map(({ id }) => id)).size).toBe(3);
  expect((await page(`incident:${number} action:access`)).alerts).toEqual([]);
});

it('takes from the record how an event ended, where its kind does not tell', async () => {
  const compared = (equal: boolean) => ({
    type: 'acquisition.compared' as const,
    stream: { kind: 'evidence' as const, id: item.evidenceId },
    subjects: [`incident:${item.incidentId}`],
    reason: null,
    authority: null,
    detail: { acquisitionId: item.acquisitionId, equal, expected: 'a', actual: 'b', report },
  });
  await at.register.append(worker, ['acquisition.compared'], [compared(true), compared(false)]);
  const found = async (outcome: string) =>
    (await page(`type:acquisition.compared outcome:${outcome}`)).events.map(
      ({ record }) => JSON.parse(record?.canonicalBody ?? '{}').detail.equal,
    );
  expect([await found('done'), await found('failed'), await found('refused')]).toEqual([[true], [false], []]);
});

it('tells how an event ended whose record is withheld to nobody but its readers', async () => {
  const compared = await at.db.custodyEvent.findMany({ where: { type: 'acquisition.compared' } });
  await at.asAdmin(
    `insert into body_withheld (event_id, decision, readers) select id, 'CP-2', array[$2] from unnest($1::uuid[]) id`,
    [compared.map(({ id }) => id), lead.objectId],
  );
  const listed = async (actor: PersonActor, outcome: string) =>
    (await allIds(`type:acquisition.compared ${outcome}`, actor)).length;
  const ends = ['outcome:done', 'outcome:failed', '-outcome:failed', ''];
  expect(await Promise.all(ends.map((end) => listed(auditor, end)))).toEqual([0, 0, 0, 2]);
  expect(await Promise.all(ends.map((end) => listed(lead, end)))).toEqual([1, 1, 1, 2]);
});

it('tells a bad end in the index as the rules tell it of the record, and of no other record', async () => {
  const record = (path: readonly string[], value: string | undefined) =>
    path.reduceRight<object | string>((inner, member) => ({ [member]: inner }), value ?? 'none of them');
  const kindOf = async (type: string, body: object) => {
    const [found] = await at.db.$queryRaw<{ kind: string }[]>`
      select event_kind(${type}, ${Buffer.from(JSON.stringify(body))}) as kind`;
    return found?.kind;
  };
  for (const [type, { path, bad }] of Object.entries(tellingDetails)) {
    for (const value of bad)
      expect(await kindOf(type, { detail: record(path, value) })).toBe(`${type}:failed`);
    expect(await kindOf(type, { detail: record(path, undefined), reason: bad[0] })).toBe(type);
    expect(await kindOf('incident.note-written', { detail: record(path, bad[0]) })).toBe(
      'incident.note-written',
    );
  }
});

it('finds who came from a range, whichever way the address was spelled', async () => {
  const from = async (ip: string) => {
    const person = { ...lead, ip };
    await at.register.append(person, ['access.denied'], [denied(lead.objectId, 'evidence')]);
    return (await at.db.custodyEvent.findFirstOrThrow({ orderBy: [{ occurredAt: 'desc' }, { id: 'desc' }] }))
      .id;
  };
  const [mapped, six] = [await from('::ffff:198.51.100.9'), await from('2001:0DB8:0:0::7')];
  await from('not an address');
  expect(await allIds('ip:198.51.100.0/24')).toEqual([mapped]);
  expect(await allIds('ip:198.51.100.9')).toEqual([mapped]);
  expect(await allIds('ip:2001:db8::/48')).toEqual([six]);
  expect(await allIds('ip:2001:db8::7 actor:lead-1')).toEqual([six]);
  expect(await allIds('ip:2001:db8::7 actor:analyst')).toEqual([]);
});

it('shows alerts as they were known: by when Holdfast first read them, not by when they began', async () => {
  const began = new Date('2026-01-01T00:00:00.000Z');
  const id = '019e807a-ec00-7000-8000-000000000001'; // made on the 1st of June 2026
  const facts = { title: 'Late', severity: 'low', firstActivityAt: began, createdAt: began };
  await at.db.incidentAlert.create({
    data: { id, incidentId: item.incidentId, externalId: 'late', ...facts },
  });
  const known = async (moment: string) =>
    (await page(`incident:${number} known:${moment}`)).alerts.map(({ at, knownSince }) => [at, knownSince]);
  expect(await known('2026-05-31')).toEqual([]);
  expect(await known('2026-06-01')).toEqual([[began.toISOString(), '2026-06-01T00:00:00.000Z']]);
});

it('keeps the timeline of an item to that item and of an incident to that incident, whatever is asked there', async () => {
  const viewer = { actor: auditor, db: at.db };
  const other = queryOf('-item:EV-1999-0001 incident:INC-1999-0001');
  const ofItem = await getItemTimeline(viewer, item.evidenceId, queryOf(`item:${hidden.evidenceId}`));
  expect(new Set(ofItem.page.events.map(({ exhibit }) => exhibit?.id))).toEqual(new Set([item.evidenceId]));
  expect(ofItem.histogram.bars.reduce((sum, { count }) => sum + count, 0)).toBe(ofItem.page.events.length);
  const ofIncident = await getIncidentTimeline(viewer, item.incidentId, other);
  expect(new Set(ofIncident.page.events.map(({ incident }) => incident?.id))).toEqual(
    new Set([item.incidentId]),
  );
  const asked = async (kind: 'alerts' | 'custody') => {
    const { page } = await getIncidentTimeline(viewer, item.incidentId, queryOf(''), undefined, kind);
    return [page.events.length > 0, page.alerts.length > 0];
  };
  expect([await asked('alerts'), await asked('custody')]).toEqual([
    [false, true],
    [true, false],
  ]);
});

it('lets an investigator of the incident ask in its timeline, who may not search the register', async () => {
  const investigator: PersonActor = { ...analyst, objectId: randomUUID(), roles: ['investigator'] };
  const viewer = { actor: investigator, db: at.db };
  const asked = () => getIncidentTimeline(viewer, item.incidentId, queryOf('action:evidence'));
  await expect(asked()).rejects.toMatchObject({ code: 'not-found' });
  await at.db.incidentMember.create({
    data: { incidentId: item.incidentId, objectId: investigator.objectId },
  });
  expect((await asked()).page.events.map(({ type }) => type)).toEqual(['evidence.sealed']);
});

it('shows the register as it stood before a moment', async () => {
  const all = await at.db.custodyEvent.findMany({ orderBy: [{ occurredAt: 'asc' }, { id: 'asc' }] });
  const moment = all[Math.floor(all.length / 2)]?.occurredAt.toISOString() ?? '';
  const ids = await allIds(eventQueryText({ ...queryOf(''), knownAt: moment }));
  expect(ids).toEqual(oneByOne(`created:<${moment}`, await seenBy(auditor)));
  expect(ids.length).toBeGreaterThan(10);
  const before = await eventHistogram({ actor: auditor, db: at.db }, queryOf('known:2001-01-01'));
  expect(before.bars).toEqual([]); // before everything there is nothing to draw
});
