import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { atOneMoment } from '../../lib/adapters/prisma/search-look.ts';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { isInsideRange } from '../../lib/custody/address-range.ts';
import type { CustodyEvent } from '../../lib/custody/custody-event.ts';
import { tellingDetails } from '../../lib/custody/event-outcome.ts';
import { type EventQuery, eventQueryText, readEventQuery } from '../../lib/custody/event-query.ts';
import { recordedEventOf } from '../../lib/custody/recorded-event.ts';
import { eventPages } from '../../lib/queries/event-pages.ts';
import { getLedgerEntry } from '../../lib/queries/get-ledger-entry.ts';
import { getSearchDesk } from '../../lib/queries/get-search-desk.ts';
import { getIncidentTimeline, getItemTimeline } from '../../lib/queries/get-timeline.ts';
import { maySeeEvent } from '../../lib/queries/may-see-event.ts';
import { type EventPage, pageOfEvents, searchEvents } from '../../lib/queries/search-events.ts';
import { eventHistogram, histogramOfEvents } from '../../lib/queries/search-events-histogram.ts';
import { saveSearch } from '../../lib/web/saved-searches.ts';
import { askedOn } from '../support/asked-access.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { deviceActionOn, deviceOn } from '../support/device-on.ts';
import { analyst, denied, note, system, worker } from '../support/facts.ts';
import { type TestLedger, testLedger } from '../support/ledger.ts';
import { type SealedItem, sealedItem } from '../support/sealed-item.ts';
import { type Stage, stage } from '../support/stage.ts';

const lead: PersonActor = {
  ...analyst,
  objectId: '00000000-0000-4000-8000-00000000000b',
  userPrincipalName: 'lead-1@holdfast.example',
  displayName: 'lead-1',
  roles: ['lead'],
  ip: '192.0.2.7',
};
const auditor: PersonActor = {
  ...analyst,
  objectId: '00000000-0000-4000-8000-00000000000c',
  roles: ['auditor'],
};

const report = {
  ...{ step: 'compare-digests' as const, attempt: 1, errors: [], azure: [] },
  ...{ startedAt: '2026-11-22T00:00:00.000Z', endedAt: '2026-11-22T00:00:00.000Z' },
};

const ofTheSystem: CustodyEvent<'locker.lock-confirmed'> = {
  ...{
    type: 'locker.lock-confirmed',
    stream: { kind: 'system' },
    subjects: [],
    reason: null,
    authority: null,
  },
  detail: { account: 'test', container: 'test', retentionDays: 1, how: 'setting' },
};

let at: TestDatabase;
let ledger: TestLedger;
let item: SealedItem;
let hidden: Stage;
let device: string;
let number: string;

beforeAll(async () => {
  at = await freshDatabase();
  ledger = await testLedger(at);
  item = await sealedItem(at);
  hidden = await stage(at, { restricted: true });
  const open = await stage(at, { restricted: false });
  await deviceActionOn(at, open);
  await deviceActionOn(at, hidden);
  device = (await at.db.incidentDevice.findFirstOrThrow({ where: { incidentId: open.incidentId } })).deviceId;
  number = (await at.db.incident.findUniqueOrThrow({ where: { id: item.incidentId } })).number;
  await at.register.append(lead, ['access.denied'], [denied(lead.objectId, 'evidence')]);
  await at.register.append(system, ['access.denied'], [denied(analyst.objectId, 'evidence')]);
  for (let index = 0; index < 60; index += 1)
    await at.register.append(
      index % 2 === 0 ? lead : worker,
      ['incident.note-written'],
      [note(item.incidentId, `${index}`)],
    );
  await at.register.append(system, ['locker.lock-confirmed'], [ofTheSystem]);
  for (const person of [analyst, lead])
    await at.db.session.create({
      data: {
        idHash: Buffer.from(person.objectId),
        objectId: person.objectId,
        actor: { ...person, roles: [...person.roles], authMethods: [] },
        absoluteExpiresAt: new Date(),
      },
    });
  await ledger.sign();
});
afterAll(() => at?.close());

function queryOf(text: string): EventQuery {
  const read = readEventQuery(text);
  if (!read.ok) throw new Error(read.problem);
  return read.query;
}

async function page(text: string, actor: PersonActor = auditor, before?: string): Promise<EventPage> {
  return await searchEvents({ actor, db: at.db }, queryOf(text), before);
}

/** All pages of a search, one after the other. */
async function allIds(text: string, actor: PersonActor = auditor): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let before: string | undefined; ; ) {
    const { events, olderThan } = await page(text, actor, before);
    ids.push(...events.map(({ id }) => id));
    if (olderThan === null) return ids;
    before = olderThan;
  }
}

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

it('shows a restricted incident to its members only, and does not say that there is one', async () => {
  const text = `incident:${hidden.incidentId}`;
  const outside = await page(text);
  expect([outside.events, outside.unknown, outside.numberings]).toEqual([[], [text], []]);
  const invented = 'incident:11111111-1111-4111-8111-111111111111';
  expect((await page(invented)).unknown).toEqual([invented]);
  await at.db.incidentMember.create({ data: { incidentId: hidden.incidentId, objectId: auditor.objectId } });
  try {
    expect((await page(text)).events.length).toBeGreaterThan(0);
  } finally {
    await at.asAdmin('delete from incident_member where incident_id = $1', [hidden.incidentId]);
  }
});

it('draws no bar, not even an empty one, for what only a restricted incident tells', async () => {
  const barsOf = async (text: string) =>
    (await eventHistogram({ actor: auditor, db: at.db }, queryOf(text))).bars;
  expect(await barsOf(`device:${await deviceOn(at, hidden)}`)).toEqual([]);
  expect(await barsOf(`stream:${hidden.incidentId}`)).toEqual([]);
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

it('keeps no search under a name that asks for nothing', async () => {
  const keep = (query: string) => saveSearch(at.db, auditor, { name: 'Mine', query });
  await expect(keep('  ')).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(keep('action:access')).resolves.toEqual({ name: 'Mine' });
});

it('refuses who may not search the register', async () => {
  const investigator: PersonActor = { ...analyst, roles: ['investigator'] };
  await expect(page('', investigator)).rejects.toMatchObject({ code: 'forbidden' });
});

it('says whether the chains that were asked for are whole, and names a number that is missing', async () => {
  const text = `item:${item.exhibitNumber} outcome:refused`;
  expect((await page(text)).numberings).toMatchObject([{ chain: item.exhibitNumber, complete: true }]);
  const [gone] = await at.asAdmin<{ id: string }>(
    `select id from custody_event where stream = $1 and n = 2`,
    [item.evidenceId],
  );
  await ledger.attack('custody_event', `update custody_event set stream = 'elsewhere' where id = $1`, [
    gone?.id,
  ]);
  try {
    const [numbering] = (await page(text)).numberings;
    expect(numbering?.sentence).toBe('Numbering broken: 2 is missing.');
  } finally {
    await ledger.attack('custody_event', `update custody_event set stream = $2 where id = $1`, [
      gone?.id,
      item.evidenceId,
    ]);
  }
});

it('says of the chain of an incident that one of its events is filed elsewhere, where nobody would see it', async () => {
  const text = `incident:${number}`;
  const said = async () =>
    (await page(text)).numberings.map(({ complete, sentence }) => [complete, sentence]);
  const [[, whole] = []] = await said();
  expect(whole).toMatch(/^Numbering complete/);
  const refile = `update custody_event set incident_id = $2 where stream = $1 and n = 3`;
  await ledger.attack('custody_event', refile, [item.incidentId, hidden.incidentId]);
  try {
    expect(await said()).toEqual([
      [
        false,
        expect.stringContaining('Event 3 stands in this chain, yet is not filed as one of this incident'),
      ],
    ]);
  } finally {
    await ledger.attack('custody_event', refile, [item.incidentId, item.incidentId]);
  }
});

it('names what a changed column keeps from a timeline, and tells of it to nobody who may not see it', async () => {
  const misfiled = await at.asAdmin(
    `select id from custody_event where event_misfiled(type, occurred_at, actor_object_id, actor_label, incident_id, evidence_id, body)`,
  );
  expect(misfiled).toEqual([]); // nothing that the register writes is taken for that
  const [own] = await at.asAdmin<{ id: string; type: string }>(
    `select id::text, type from custody_event where stream = $1 and n = 2`,
    [item.evidenceId],
  );
  const searches = {
    item: [`item:${item.exhibitNumber}`, `item:${item.exhibitNumber} type:${own?.type}`],
    incident: [`incident:${number}`],
    person: ['actor:analyst', 'actor:analyst -type:access.denied'],
    others: [`-incident:${number}`, 'actor:nobody', 'created:<2020-01-01', 'type:export.made'],
  };
  const named = async (texts: readonly string[], actor = auditor) =>
    await Promise.all(
      texts.map(async (text) => (await page(text, actor)).misfiled.events.map(({ id }) => id)),
    );
  for (const [column, value] of [
    ['incident_id', hidden.incidentId],
    ['incident_id', null],
    ['evidence_id', hidden.evidenceId],
    ['type', 'access.read'],
    ['actor_object_id', lead.objectId],
    ['occurred_at', '2001-01-01T00:00:00Z'],
  ] as const) {
    const [was] = await at.asAdmin<{ was: string }>(
      `select ${column}::text as was from custody_event where id = $1`,
      [own?.id],
    );
    const set = `update custody_event set ${column} = $2 where id = $1`;
    await ledger.attack('custody_event', set, [own?.id, value]);
    try {
      const all = [...searches.item, ...searches.incident, ...searches.person];
      expect([column, await named(all)]).toEqual([column, all.map(() => [own?.id])]);
      expect(await named(searches.others)).toEqual(searches.others.map(() => []));
    } finally {
      await ledger.attack('custody_event', set, [own?.id, was?.was]);
    }
  }
  const [theirs] = await at.asAdmin<{ id: string }>(
    `select id::text from custody_event where incident_id = $1 and actor_object_id = $2 limit 1`,
    [hidden.incidentId, analyst.objectId],
  );
  const refile = 'update custody_event set incident_id = $2 where id = $1';
  await ledger.attack('custody_event', refile, [theirs?.id, null]);
  await at.db.incidentMember.create({ data: { incidentId: hidden.incidentId, objectId: lead.objectId } });
  try {
    expect(await named(['actor:analyst'])).toEqual([[]]);
    expect(await named(['actor:analyst'], lead)).toEqual([[theirs?.id]]);
  } finally {
    await at.asAdmin('delete from incident_member where incident_id = $1', [hidden.incidentId]);
    await ledger.attack('custody_event', refile, [theirs?.id, hidden.incidentId]);
  }
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

it('ends what takes too long in the database itself, and says what to do', async () => {
  const searched = atOneMoment(at.db, async (tx) => {
    const [{ statement_timeout: longest } = {}] = await tx.$queryRaw<{ statement_timeout?: string }[]>`
      show statement_timeout`;
    expect(longest).toBe('15s');
    await tx.$executeRaw`set local statement_timeout = 1`;
    await tx.$queryRaw`select pg_sleep(5)::text`;
  });
  await expect(searched).rejects.toMatchObject({
    code: 'not-feasible',
    message: expect.stringContaining('Narrow it'),
  });
});

it('says the same when no statement takes too long, but all of them together do', async () => {
  const ended = Object.assign(new Error('Transaction already closed'), { code: 'P2028' }); // as Prisma has it
  const searched = atOneMoment(at.db, () => Promise.reject(ended));
  await expect(searched).rejects.toMatchObject({ code: 'not-feasible', cause: ended });
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

it('names the neighbours of an event in its stream, but none that the viewer may not see or that came later', async () => {
  const rows = await at.db.custodyEvent.findMany({
    where: { stream: item.evidenceId },
    orderBy: { n: 'asc' },
  });
  const of = async (n: bigint, text = '') =>
    (await page(`item:${item.exhibitNumber} ${text}`)).events
      .find((one) => one.n === n.toString() && one.stream === item.evidenceId)
      ?.neighbours.map(({ way, id }) => [way, id]);
  expect(await of(1n)).toEqual([
    ['before', rows[0]?.id],
    ['after', rows[2]?.id],
  ]);
  expect(await of(0n)).toEqual([['after', rows[1]?.id]]);
  const then = rows[2]?.occurredAt.toISOString();
  expect(await of(1n, `known:${new Date(Date.parse(then ?? '') - 1).toISOString()}`)).toEqual([
    ['before', rows[0]?.id],
  ]);
  await ledger.attack('custody_event', 'update custody_event set incident_id = $2 where id = $1', [
    ...[rows[2]?.id, hidden.incidentId],
  ]);
  expect(await of(1n)).toEqual([['before', rows[0]?.id]]);
  const { idx } = await at.db.ledgerEntry.findUniqueOrThrow({ where: { eventId: rows[1]?.id ?? '' } });
  const entry = await getLedgerEntry({ actor: auditor, db: at.db }, String(idx), ledger.keys);
  expect(entry.neighbours.map(({ id }) => id)).toEqual([rows[0]?.id]);
  await ledger.attack('custody_event', 'update custody_event set incident_id = $2 where id = $1', [
    ...[rows[2]?.id, item.incidentId],
  ]);
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

it('tells the address in a withheld record to nobody but its readers', async () => {
  const { id } = await at.db.custodyEvent.findFirstOrThrow({
    where: { type: 'incident.note-written', actorObjectId: lead.objectId },
  });
  const lists = async (actor: PersonActor) =>
    [await allIds('ip:192.0.2.7', actor), await allIds('-ip:192.0.2.8', actor)].map((ids) =>
      ids.includes(id),
    );
  expect(await lists(auditor)).toEqual([true, true]);
  await at.asAdmin('insert into body_withheld (event_id, decision, readers) values ($1, $2, array[$3])', [
    ...[id, 'CP-1', lead.objectId],
  ]);
  expect([await lists(auditor), await lists(lead)]).toEqual([
    [false, false],
    [true, true],
  ]);
  expect(await allIds('action:incident')).toContain(id); // it is there, without its words
});

it('tells the device and the request in a withheld or erased record to nobody but its readers', async () => {
  const [ofDevice] = await at.asAdmin<{ id: string }>(
    `select id from custody_event where event_subject(body, 'device') = $1 limit 1`,
    [device],
  );
  const open = await stage(at, { restricted: false });
  const request = await askedOn(at, open);
  const about = { ...note(open.incidentId, 'of a request'), subjects: [`request:${request}`] };
  await at.register.append(analyst, ['incident.note-written'], [about]);
  const [ofRequest] = await at.asAdmin<{ id: string }>(
    `select id from custody_event where event_subject(body, 'request') = $1`,
    [request],
  );
  const lists = async (actor: PersonActor) => {
    const found = async (text: string, id = '') => (await allIds(text, actor)).includes(id);
    return [
      await found(`device:${device}`, ofDevice?.id),
      await found('-device:another', ofDevice?.id),
      await found(`grant:${request}`, ofRequest?.id),
      await found('-grant:AR-1999-0001', ofRequest?.id),
    ];
  };
  expect(await lists(auditor)).toEqual([true, true, true, true]);
  for (const id of [ofDevice?.id, ofRequest?.id])
    await at.asAdmin('insert into body_withheld (event_id, decision, readers) values ($1, $2, array[$3])', [
      ...[id, 'CP-2', lead.objectId],
    ]);
  expect([await lists(auditor), await lists(lead)]).toEqual([
    [false, false, false, false],
    [true, true, true, true],
  ]);
});

it('answers for a range whatever number of addresses there are in it, and so tells of none in hidden records', async () => {
  const from = (incidentId: string, most: number) =>
    ledger.attack(
      'custody_event',
      `insert into custody_event (id, stream, n, type, occurred_at, actor_object_id, actor_label, incident_id, body, salt, leaf)
       select gen_random_uuid(), 'from a range ' || $1, g, type, occurred_at, actor_object_id, actor_label, $1::uuid,
         convert_to(replace(convert_from(body, 'UTF8'), '192.0.2.7', '10.1.' || g / 250 || '.' || g % 250), 'UTF8'), salt, leaf
       from (select * from custody_event where actor_ip = '192.0.2.7' limit 1) e, generate_series(1, $2::int) g`,
      [incidentId, most],
    );
  await from(hidden.incidentId, 600);
  expect(await allIds('ip:10.1.0.0/16')).toEqual([]);
  await from(item.incidentId, 3);
  const three = await allIds('ip:10.1.0.0/16');
  expect(three).toHaveLength(3);
  expect(await allIds('ip:10.1.0.0/16 ip:192.0.2.7 actor:lead-1')).toEqual(
    expect.arrayContaining([...three, ...(await allIds('ip:192.0.2.7 actor:lead-1'))]),
  );
  expect(await allIds('-ip:10.1.0.0/16')).toEqual(await allIds('-ip:10.1.0.1 -ip:10.1.0.2 -ip:10.1.0.3'));
  await ledger.attack(
    'custody_event',
    `delete from custody_event where starts_with(stream, 'from a range ')`,
  );
});

it('answers what takes too long as far back as it can, says how far that is, and goes on from there', async () => {
  const person: PersonActor = { ...lead, objectId: randomUUID(), ip: null };
  for (const text of ['newest', 'old', 'very SLOW', 'oldest'])
    await at.register.append(person, ['incident.note-written'], [note(item.incidentId, text)]);
  const mine = await at.asAdmin<{ id: string }>(
    'select id::text from custody_event where actor_object_id = $1 order by n',
    [person.objectId],
  );
  await ledger.integrate();
  const [newest, old, slow, oldest] = mine.map(({ id }) => id);
  await at.asAdmin(`create function spelt(p_at timestamptz) returns text language sql as
    $$ select to_char(p_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$`);
  for (const [id, days] of [
    [old, 1],
    [slow, 2],
    [oldest, 60],
  ])
    await ledger.attack(
      'custody_event',
      `update custody_event set occurred_at = t.at, body = convert_to(replace(convert_from(body, 'UTF8'), spelt(occurred_at), spelt(t.at)), 'UTF8')
       from (select date_trunc('hour', now()) - $2::int * interval '1 day' as at) t where id = $1`,
      [id, days],
    );
  const [{ slowAt } = { slowAt: '' }] = await at.asAdmin<{ slowAt: string }>(
    `select to_char(occurred_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "slowAt" from custody_event where id = $1`,
    [slow],
  );
  const [{ was } = { was: '' }] = await at.asAdmin<{ was: string }>(
    `select pg_get_functiondef('event_subject'::regproc) as was`,
  );
  await at.asAdmin(
    was.replace('BEGIN', `BEGIN IF position('SLOW'::bytea in p_body) > 0 THEN PERFORM pg_sleep(9); END IF;`),
  );
  try {
    const query = queryOf(`actor:${person.objectId} -device:none`);
    const patience = { wholeMs: 250, eachMs: 250, allMs: 60_000 };
    const reader = { actor: auditor, db: at.db };
    const first = await pageOfEvents(reader, query, undefined, patience);
    expect(first.events.map(({ id }) => id)).toEqual([newest, old]);
    expect(first.olderThan).toBeNull();
    const from = first.coveredFrom ?? '';
    expect(Date.parse(from)).toBeGreaterThan(Date.parse(slowAt)); // and not much later
    expect(Date.parse(from) - Date.parse(slowAt)).toBeLessThan(3_600_000);
    const before = { ...query, created: { from: null, until: slowAt } };
    const rest = await pageOfEvents(reader, before, undefined, patience);
    expect([rest.events.map(({ id }) => id), rest.coveredFrom]).toEqual([[oldest], null]);
    const drawn = await histogramOfEvents(reader, query, patience);
    const countedFrom = new Date(drawn.countedFrom ?? 0);
    expect(countedFrom.getTime()).toBeGreaterThan(Date.parse(slowAt));
    const counted = await at.db.custodyEvent.count({
      where: { actorObjectId: person.objectId, occurredAt: { gte: countedFrom } },
    });
    expect(drawn.bars.reduce((sum, { count }) => sum + count, 0)).toBe(counted);
    const read: string[] = [];
    const pages = eventPages(reader, query, 1_000_000n, 250);
    const file = (async () => {
      for await (const rows of pages) read.push(...rows.map(({ id }) => id));
    })();
    await expect(file).rejects.toMatchObject({
      code: 'not-feasible',
      message: expect.stringContaining(`It was read back to ${slowAt.slice(0, 13)}`),
    });
    expect(read).toEqual([newest, old]);
  } finally {
    await at.asAdmin(was);
  }
});

it('shows an event whose record was replaced by bytes that are none, and finds the others', async () => {
  const [row] = await at.asAdmin<{ id: string; body: Buffer }>(
    `select id, body from custody_event where type = 'evidence.sealed'`,
  );
  await ledger.attack('custody_event', `update custody_event set body = 'no record' where id = $1`, [
    row?.id,
  ]);
  try {
    const { events } = await page(`item:${item.exhibitNumber} outcome:done`);
    const shown = events.find(({ id }) => id === row?.id);
    expect([shown?.trouble, shown?.words.title]).toEqual(['changed', 'Unreadable: evidence.sealed']);
    expect((await page('ip:127.0.0.1 action:incident')).events.length).toBeGreaterThan(0);
  } finally {
    await ledger.attack('custody_event', `update custody_event set body = $2 where id = $1`, [
      row?.id,
      row?.body,
    ]);
  }
});
