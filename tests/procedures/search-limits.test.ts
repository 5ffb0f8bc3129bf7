import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { atOneMoment } from '../../lib/adapters/prisma/search-look.ts';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { eventPages } from '../../lib/queries/event-pages.ts';
import { pageOfEvents } from '../../lib/queries/search-events.ts';
import { histogramOfEvents } from '../../lib/queries/search-events-histogram.ts';
import { saveSearch } from '../../lib/web/saved-searches.ts';
import { analyst, note } from '../support/facts.ts';
import { auditor, lead, queryOf, type SearchHouse, searchHouse } from '../support/search-house.ts';

let at: SearchHouse['at'];
let ledger: SearchHouse['ledger'];
let item: SearchHouse['item'];
let hidden: SearchHouse['hidden'];
let number: string;
let page: SearchHouse['page'];

beforeAll(async () => {
  ({ at, ledger, item, hidden, number, page } = await searchHouse());
});
afterAll(() => at?.close());

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
  const [aLittleLater] = await at.asAdmin<{ at: string }>(
    `select (occurred_at + interval '1 microsecond')::text as at from custody_event where id = $1`,
    [own?.id],
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
    ['occurred_at', aLittleLater?.at],
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
    const sizes: number[] = [];
    const pages = eventPages(reader, query, 1_000_000n, 250);
    const file = (async () => {
      for await (const rows of pages) {
        read.push(...rows.map(({ id }) => id));
        sizes.push(rows.length);
      }
    })();
    await expect(file).rejects.toMatchObject({
      code: 'not-feasible',
      message: expect.stringContaining(`It was read back to ${slowAt.slice(0, 13)}`),
    });
    expect(read).toEqual([newest, old]);
    expect(sizes.slice(0, 2)).toEqual([0, 0]); // it tells that it goes on before each long look, or its claim would end
  } finally {
    await at.asAdmin(was);
  }
});

it('goes on where somebody wrote a record of a day, or with an id, that there cannot be', async () => {
  const [row] = await at.asAdmin<{ id: string; body: Buffer }>(
    `select id::text, body from custody_event where type = 'evidence.sealed'`,
  );
  const event = { ...JSON.parse(String(row?.body)), recordedAt: '2001-01-01T00:00:00.000000Z' }; // so it is looked at
  const write = `update custody_event set body = $2 where id = $1`;
  for (const other of [
    ...['2026-02-31', '0000-01-01'].map((day) => ({ occurredAt: `${day}T00:00:00.000000Z` })),
    { occurredAt: ['2026-01-01T00:00:00.000000Z'] },
    { stream: { ...event.stream, id: [item.evidenceId] } },
  ]) {
    await ledger.attack('custody_event', write, [
      row?.id,
      Buffer.from(JSON.stringify({ ...event, ...other })),
    ]);
    try {
      expect((await page(`item:${item.exhibitNumber} outcome:refused`)).unknown).toEqual([]);
    } finally {
      await ledger.attack('custody_event', write, [row?.id, row?.body]);
    }
  }
});

it('names the type of a misfiled event with the signs that it hides', async () => {
  const [row] = await at.asAdmin<{ id: string; body: Buffer }>(
    `select id::text, body from custody_event where type = 'evidence.sealed'`,
  );
  const event = { ...JSON.parse(String(row?.body)), type: 'evidence.\u202edelaes' };
  const write = `update custody_event set body = $2 where id = $1`;
  await ledger.attack('custody_event', write, [row?.id, Buffer.from(JSON.stringify(event))]);
  try {
    const { events } = (await page(`item:${item.exhibitNumber}`)).misfiled;
    expect(events.map(({ type }) => type)).toEqual(['evidence.\\u{202e}delaes']);
  } finally {
    await ledger.attack('custody_event', write, [row?.id, row?.body]);
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
