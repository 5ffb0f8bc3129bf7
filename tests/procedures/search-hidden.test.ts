import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { getLedgerEntry } from '../../lib/queries/get-ledger-entry.ts';
import { eventHistogram } from '../../lib/queries/search-events-histogram.ts';
import { askedOn } from '../support/asked-access.ts';
import { deviceOn } from '../support/device-on.ts';
import { analyst, note } from '../support/facts.ts';
import { auditor, lead, queryOf, type SearchHouse, searchHouse } from '../support/search-house.ts';
import { stage } from '../support/stage.ts';
import { withheldBy } from '../support/withheld.ts';

let at: SearchHouse['at'];
let ledger: SearchHouse['ledger'];
let item: SearchHouse['item'];
let hidden: SearchHouse['hidden'];
let device: string;
let page: SearchHouse['page'];
let allIds: SearchHouse['allIds'];

beforeAll(async () => {
  ({ at, ledger, item, hidden, device, page, allIds } = await searchHouse());
});
afterAll(() => at?.close());

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

it('tells the address in a withheld record to nobody but its readers', async () => {
  const { id } = await at.db.custodyEvent.findFirstOrThrow({
    where: { type: 'incident.note-written', actorObjectId: lead.objectId },
  });
  const lists = async (actor: PersonActor) =>
    [await allIds('ip:192.0.2.7', actor), await allIds('-ip:192.0.2.8', actor)].map((ids) =>
      ids.includes(id),
    );
  expect(await lists(auditor)).toEqual([true, true]);
  await withheldBy(at, id, { readers: [lead.objectId] });
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
    await withheldBy(at, id, { decision: 'CP-2', readers: [lead.objectId] });
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
