import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { getEventProof } from '../../lib/queries/get-event-proof.ts';
import { getLedgerAnchors } from '../../lib/queries/get-ledger-anchors.ts';
import { ledgerAlarm } from '../../lib/queries/ledger-alarm.ts';
import { listCheckpoints } from '../../lib/queries/list-checkpoints.ts';
import { listLedgerEntries } from '../../lib/queries/list-ledger-entries.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst, denied } from '../support/facts.ts';
import { type TestLedger, testLedger } from '../support/ledger.ts';
import { type SealedItem, sealedItem } from '../support/sealed-item.ts';

let at: TestDatabase;
let ledger: TestLedger;
let item: SealedItem;
let sealedSize: bigint;
const viewer = (roles = analyst.roles) => ({ actor: { ...analyst, roles }, db: at.db });

beforeAll(async () => {
  at = await freshDatabase();
  ledger = await testLedger(at);
  item = await sealedItem(at);
  await ledger.sign();
  sealedSize = await size();
  await recordDenial();
  await ledger.sign();
}, 60_000);
afterAll(async () => await at.close());
beforeEach(async () => {
  for (const table of ['ledger_anchor', 'ledger_anchor_state', 'ledger_freeze'])
    await ledger.attack(table, `delete from ${table}`);
});

const size = async () => (await at.db.ledgerHead.findFirstOrThrow()).size;

async function recordDenial(): Promise<void> {
  await at.register.record(analyst, ['access.denied'], async () => ({
    events: [denied('person-1', 'seen')],
    result: null,
  }));
}

const receipt = (kind: string, name: string, of: bigint, statedAt: string | null = null) =>
  at.as('sequencer', 'insert into ledger_anchor (size, kind, name, stated_at) values ($1, $2, $3, $4)', [
    of,
    kind,
    name,
    statedAt,
  ]);
const state = (kind: string, name: string, problem: string | null = null, alarm = false) =>
  at.as(
    'sequencer',
    `insert into ledger_anchor_state (kind, name, place, tried_at, failing_since, problem, alarm)
     values ($1, $2, 'https://anchor.example', now(), case when $3::text is null then null else now() end, $3, $4)`,
    [kind, name, problem, alarm],
  );

describe('the anchors of the ledger', () => {
  it('are none before anybody was asked, and every entry is then open to a change', async () => {
    const { anchors, notStored, notWitnessed } = await getLedgerAnchors(viewer());
    expect(anchors).toEqual([]);
    expect([notStored.entries, notWitnessed.entries]).toEqual([`${await size()}`, `${await size()}`]);
    expect(notStored.since).toMatch(/Z$/);
  });

  it('stand in order, with the time that each stated by its own clock', async () => {
    await state('timestamp', 'one');
    await state('witness', 'w1');
    await state('store', 'store');
    await receipt('witness', 'w1', sealedSize, '2026-01-02T03:04:05Z');
    const { anchors } = await getLedgerAnchors(viewer());
    expect(anchors.map(({ kind, size }) => [kind, size])).toEqual([
      ['store', null],
      ['witness', `${sealedSize}`],
      ['timestamp', null],
    ]);
    expect(anchors[1]?.statedAt).toBe('2026-01-02T03:04:05.000Z');
  });

  it('leave open only what is newer than the farthest of them, and say since when', async () => {
    await state('store', 'store');
    await receipt('store', 'store', sealedSize);
    const { notStored } = await getLedgerAnchors(viewer());
    const first = await at.db.ledgerEntry.findUniqueOrThrow({ where: { idx: sealedSize } });
    expect(notStored.entries).toBe(`${(await size()) - sealedSize}`);
    expect(Buffer.from(first.entry).toString('utf8')).toContain(`"t":"${notStored.since}"`);
  });

  it('leave nothing open when one of each kind vouches for every entry', async () => {
    for (const [kind, name] of [
      ['store', 'store'],
      ['witness', 'w1'],
    ] as const) {
      await state(kind, name);
      await receipt(kind, name, await size());
    }
    const { notStored, notWitnessed } = await getLedgerAnchors(viewer());
    expect([notStored, notWitnessed]).toEqual([
      { entries: '0', since: null },
      { entries: '0', since: null },
    ]);
  });
});

describe('the list of checkpoints', () => {
  it('says of each who vouches for it, by itself or within a larger one', async () => {
    await state('store', 'store');
    await state('witness', 'w1');
    await receipt('store', 'store', await size());
    const { rows } = await listCheckpoints(viewer());
    const [newest, older] = [rows[0], rows.find((row) => row.size === `${sealedSize}`)];
    expect(newest?.vouchers).toMatchObject([{ kind: 'store', size: newest?.size }]);
    expect(older?.vouchers).toMatchObject([{ kind: 'store', size: newest?.size }]);
  });

  it('goes on below a size', async () => {
    const { rows } = await listCheckpoints(viewer(), `${await size()}`);
    expect(rows[0]?.size).toBe(`${sealedSize}`);
  });
});

describe('the alarm on every page', () => {
  it('is silent while an anchor only does not answer', async () => {
    await state('witness', 'w1', 'No answer within 5 seconds.');
    expect(await ledgerAlarm(viewer())).toEqual({ freeze: null, contradictions: [] });
  });

  it('names the anchor that contradicts', async () => {
    await state('witness', 'w1', 'It cosigned another history of 9 entries than this one.', true);
    const { contradictions } = await ledgerAlarm(viewer(['investigator']));
    expect(contradictions).toMatchObject([
      { kind: 'witness', name: 'w1', problem: expect.stringContaining('another history') },
    ]);
  });

  it('names what was done to a frozen ledger, and where', async () => {
    await at.as(
      'app',
      `insert into ledger_freeze (id, since, checked_at, attack, words, first_index, anchored_size, anchored_note)
       values (1, now(), now(), 'truncated', 'The copy ends before entry 6.', 6, 9, '')`,
    );
    const { freeze } = await ledgerAlarm(viewer());
    expect(freeze).toMatchObject({
      attack: 'The newest entries are gone (T5)',
      firstIndex: '6',
      anchoredSize: '9',
    });
  });
});

describe('a search in the ledger', () => {
  const found = async (words: string, roles = analyst.roles) =>
    await listLedgerEntries(viewer(roles), undefined, words);

  it('finds one entry by its index, written either way', async () => {
    for (const words of ['3', ' #3 '])
      expect((await found(words)).rows.map(({ index }) => index)).toEqual(['3']);
  });

  it('finds every entry of an item by its number, and of nothing else', async () => {
    const { exhibitNumber } = await at.db.evidenceItem.findUniqueOrThrow({ where: { id: item.evidenceId } });
    const { rows, found: words } = await found(exhibitNumber.toLowerCase());
    expect(rows).toHaveLength(await at.db.custodyEvent.count({ where: { stream: item.evidenceId } }));
    expect(new Set(rows.map(({ stream }) => stream))).toEqual(new Set([item.evidenceId]));
    expect(words).toContain(exhibitNumber);
  });

  it('does not find an item of an incident that the person may not see', async () => {
    const { exhibitNumber, incidentId } = await at.db.evidenceItem.findUniqueOrThrow({
      where: { id: item.evidenceId },
    });
    await at.asAdmin('update incident set restricted = true where id = $1', [incidentId]);
    const hidden = await listLedgerEntries(
      { actor: { ...analyst, objectId: crypto.randomUUID() }, db: at.db },
      undefined,
      exhibitNumber,
    );
    await at.asAdmin('update incident set restricted = false where id = $1', [incidentId]);
    expect(hidden.rows).toEqual([]);
    expect(hidden.found).toContain('no item that you may see');
  });

  it('finds a kind of event, and a group of kinds', async () => {
    expect(new Set((await found('access.denied')).rows.map(({ kind }) => kind))).toEqual(
      new Set(['access.denied']),
    );
    const group = (await found('acquisition.')).rows;
    expect(group.length).toBeGreaterThan(0);
    expect(group.every(({ kind }) => kind?.startsWith('acquisition.') === true)).toBe(true);
  });

  it('finds a stream by the end of its id', async () => {
    const { rows } = await found(item.evidenceId.slice(-8));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ stream }) => stream === item.evidenceId)).toBe(true);
  });

  it.each(['EV-1999-0001', 'nothing like this', '%', 'zz', '999999'])(
    'finds nothing for %s, and says so',
    async (words) => {
      const answer = await found(words);
      expect(answer.rows).toEqual([]);
      expect(answer.found).not.toBeNull();
    },
  );
});

describe('the proof of an event', () => {
  it('waits for a checkpoint that covers it', async () => {
    await recordDenial();
    await ledger.integrate();
    const newest = await at.db.custodyEvent.findFirstOrThrow({ orderBy: { occurredAt: 'desc' } });
    await expect(getEventProof(viewer(['auditor']), newest.id)).rejects.toMatchObject({
      code: 'not-signed-yet',
    });
    await ledger.sign();
    expect((await getEventProof(viewer(['auditor']), newest.id)).size).toBe(`${await size()}`);
  });
});
