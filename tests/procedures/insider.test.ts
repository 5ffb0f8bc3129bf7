import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkNote, isFinding } from '../../lib/ledger/check-note.ts';
import type { AnchoredLedger } from '../support/anchored-ledger.ts';
import { fsckOf, type Insider } from '../support/insider.ts';
import { type InsiderHouse, insiderHouse, short } from '../support/insider-house.ts';

let ready: InsiderHouse;
let house: AnchoredLedger;
let hand: Insider;

beforeAll(async () => {
  ready = await insiderHouse();
  ({ house, hand } = ready);
}, 180_000);
afterAll(async () => await house?.close());
afterEach(async () => await hand.restore('whole'));

describe('a ledger that nobody touched', () => {
  it('holds, and says how far it is vouched for', async () => {
    const report = await fsckOf(house);
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ remarks: [], entries: 12n, anchoredUpTo: 12n, witnessedUpTo: 12n });
    expect(report).toMatchObject({ firstDifference: null, unanchoredSince: null });
  });
});

describe('the owner of the database, with every guard down', () => {
  it('changes the body of an event: its place is named', async () => {
    const [, , entry] = await hand.entries();
    if (entry === undefined) throw new Error('there is no entry 2');
    await ready.withOtherBody(entry);
    expect(short(await fsckOf(house))).toEqual(['edited @ event of entry 2']);
  });

  it.each([
    ['type', `update custody_event set type = 'evidence.sealed'`],
    ['actor_label', `update custody_event set actor_label = 'somebody else'`],
    ['occurred_at', `update custody_event set occurred_at = occurred_at - interval '1 day'`],
    ['evidence_id', `update custody_event set evidence_id = '00000000-0000-4000-8000-000000000009'`],
  ])('changes what the register shows of an event (%s): the column is named', async (column, change) => {
    await hand.sql(`${change} where id = (select event_id from ledger_entry where idx = 3)`);
    const { findings } = await fsckOf(house);
    expect(findings).toMatchObject([{ attack: 'edited', where: 'event of entry 3' }]);
    expect(findings[0]?.words).toContain(column);
  });

  it('T1: changes an entry and computes every hash anew: the entry is named', async () => {
    const entries = await hand.entries();
    const changed = await Promise.all(entries.map((one, i) => (i === 5 ? ready.withOtherBody(one) : one)));
    await hand.rewrite(changed);
    const report = await fsckOf(house);
    expect(report.firstDifference).toBe(5n);
    expect(short(report)).toContain('edited @ entry 5');
    expect(short(report)).toContain('split-view @ witness w1, checkpoint 12');
  });

  it.each([
    ['no JSON', 'x'],
    ['no event', '{"actor":1}'],
    [
      'no event but in its names',
      '{"id":0,"type":0,"n":0,"occurredAt":0,"actor":0,"clock":0,"tool":0,"detail":0,"subjects":0}',
    ],
  ])(
    'T1: commits an entry to a body that is %s: both are named, and nothing stops the check',
    async (_, to) => {
      const entries = await hand.entries();
      await hand.rewrite(
        await Promise.all(entries.map((one, i) => (i === 5 ? ready.withOtherBody(one, to) : one))),
      );
      const found = short(await fsckOf(house));
      expect(found).toContain('edited @ entry 5');
      expect(found).toContain('damage @ event of entry 5');
    },
  );

  it('T2: removes an entry and closes the gap: it is named', async () => {
    await hand.rewrite((await hand.entries()).toSpliced(5, 1));
    const report = await fsckOf(house);
    expect(report.firstDifference).toBe(5n);
    expect(short(report)).toContain('deleted @ entry 5');
    expect(short(report)).toContain('rolled-back @ witness w1, checkpoint 12');
  });

  it('T3: puts an entry into the past: it is named', async () => {
    const entries = await hand.entries();
    const [first] = entries;
    if (first === undefined) throw new Error('there are no entries');
    await hand.copyEvent(first.id, {
      id: '01900000-0000-7000-8000-000000000000',
      stream: 'system',
      n: 0,
    });
    const forged = await ready.withOtherBody({
      ...first,
      id: '01900000-0000-7000-8000-000000000000',
      s: 'system',
    });
    await hand.rewrite(entries.toSpliced(5, 0, forged));
    const report = await fsckOf(house);
    expect(report.firstDifference).toBe(5n);
    expect(short(report)).toContain('inserted @ entry 5');
  });

  it('T4: exchanges two entries and renumbers them: the first is named', async () => {
    const entries = await hand.entries();
    const [one, other] = [entries[5], entries[6]];
    if (one === undefined || other === undefined) throw new Error('there are no such entries');
    await hand.rewrite(entries.with(5, other).with(6, one));
    const report = await fsckOf(house);
    expect(report.firstDifference).toBe(5n);
    expect(short(report)).toContain('reordered @ entry 5');
  });

  it('T5: cuts off the newest entries: where, and how many the witness saw', async () => {
    await hand.rewrite((await hand.entries()).slice(0, 9));
    const report = await fsckOf(house);
    expect(report.firstDifference).toBe(9n);
    expect(short(report)).toContain('truncated @ entry 9');
    expect(short(report)).toContain('rolled-back @ witness w1, checkpoint 12');
  });

  it('T5: and forgets the checkpoints and receipts too: the same', async () => {
    await hand.rewrite((await hand.entries()).slice(0, 8));
    await hand.sql('delete from ledger_checkpoint where size > 8; delete from ledger_anchor where size > 8');
    expect(short(await fsckOf(house))).toEqual([
      'truncated @ entry 8',
      'rolled-back @ witness w1, checkpoint 12',
    ]);
  });

  it('T6: restores an older dump and goes on, signing with the real keys: both signed histories are the proof', async () => {
    await hand.restore('older');
    await ready.record(5, 'another story');
    await ready.integrate();
    await hand.sign();
    const report = await fsckOf(house);
    expect(report.firstDifference).toBe(8n);
    expect(short(report)).toContain('rolled-back @ entry 8');
    expect(short(report)).toContain('split-view @ witness w1, checkpoint 12');
    const twice = report.findings.find(({ attack }) => attack === 'rewritten');
    expect(twice?.proof.length).toBe(2);
    for (const note of twice?.proof ?? []) expect(isFinding(checkNote(note, house.trust))).toBe(false);
  });

  it('T9: changes an entry and signs every checkpoint anew with the real keys: two roots of one size are the proof', async () => {
    const entries = await hand.entries();
    await hand.rewrite(
      await Promise.all(entries.map((one, i) => (i === 5 ? ready.withOtherBody(one) : one))),
    );
    await hand.sign();
    const report = await fsckOf(house);
    expect(short(report)).toContain('edited @ entry 5');
    const twice = report.findings.find(({ attack }) => attack === 'rewritten');
    const [one, other] = (twice?.proof ?? []).map((note) => checkNote(note, house.trust));
    if (one === undefined || other === undefined || isFinding(one) || isFinding(other))
      throw new Error('the proof does not hold');
    expect(one.checkpoint.size).toBe(other.checkpoint.size);
    expect(one.checkpoint.root).not.toEqual(other.checkpoint.root);
  });

  it.each([
    ['a node', `update ledger_node set hash = sha256(hash) where level = 2 and n = 1`, 'node 2/1'],
    ['a missing node', `delete from ledger_node where level = 1 and n = 0`, 'node 1/0'],
    ['a node too many', `insert into ledger_node values (9, 0, sha256(''))`, 'the tree'],
    ['a leaf', `update ledger_entry set leaf = sha256(leaf) where idx = 7`, 'entry 7'],
    ['an entry’s stream', `update ledger_entry set stream = 'system' where idx = 7`, 'entry 7'],
    ['the head', `update ledger_head set frontier = sha256('a') || sha256('b')`, 'the head'],
    ['the head’s size', `update ledger_head set size = 11`, 'the head'],
    [
      'a checkpoint’s root',
      `update ledger_checkpoint set root = sha256(root) where size = 8`,
      'checkpoint 8',
    ],
    [
      'a stream’s counter',
      `update ledger_stream set next_n = 99 where id = (select min(stream) from ledger_entry)`,
      'stream ',
    ],
  ])('T12: lets the database say something else of its tree (%s): it is named', async (_, change, place) => {
    await hand.sql(change);
    const { findings } = await fsckOf(house);
    expect(
      findings.some(({ attack, where }) => attack === 'verifier-state-forged' && where.startsWith(place)),
    ).toBe(true);
  });

  it('removes an event and leaves its entry: it is named', async () => {
    await hand.sql('delete from custody_event where id = (select event_id from ledger_entry where idx = 4)');
    expect(short(await fsckOf(house))).toEqual(['deleted @ entry 4']);
  });

  it('writes an event past the ledger: it is named', async () => {
    const [first] = await hand.entries();
    await hand.copyEvent(first?.id ?? '', { id: '01900000-0000-7000-8000-000000000000', n: 77 });
    expect(short(await fsckOf(house))).toEqual(['inserted @ event 01900000-0000-7000-8000-000000000000']);
  });
});

describe('an attack inside the anchor window', () => {
  it('is not detected: the report says which entries nobody vouches for yet', async () => {
    await ready.record(2, 'round 3');
    await ready.integrate();
    const entries = await hand.entries();
    await hand.rewrite(
      await Promise.all(entries.map((one, i) => (i === 12 ? ready.withOtherBody(one) : one))),
    );
    const report = await fsckOf(house);
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ entries: 14n, anchoredUpTo: 12n, witnessedUpTo: 12n });
    expect(report.unanchoredSince).not.toBeNull();
  });
});
