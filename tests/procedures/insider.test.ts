import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { anchoredEntries } from '../../lib/fsck/anchored-copy.ts';
import type { FsckReport } from '../../lib/fsck/fsck-ledger.ts';
import { checkNote, isFinding } from '../../lib/ledger/check-note.ts';
import { commitBody, type LedgerEntry } from '../../lib/ledger/ledger-entry.ts';
import { type LogCopy, verifyLedger } from '../../lib/ledger/verify-ledger.ts';
import type { Witness } from '../../lib/ports/witness.ts';
import { anchorLog } from '../../lib/worker/anchor-log.ts';
import { integratePending } from '../../lib/worker/integrate-pending.ts';
import { type AnchorFiles, anchorFiles } from '../support/anchor-files.ts';
import { type AnchoredLedger, anchoredLedger } from '../support/anchored-ledger.ts';
import { analyst, denied } from '../support/facts.ts';
import { fsckOf, type Insider, insider } from '../support/insider.ts';

const signal = new AbortController().signal;
let house: AnchoredLedger;
let hand: Insider;
let files: AnchorFiles; // the anchors as they are when everything is well

/** Twelve entries, anchored and witnessed at 4, 8 and 12; then everything stops, and the insider has time. */
beforeAll(async () => {
  house = await anchoredLedger();
  hand = insider(house);
  for (const round of [0, 1, 2]) {
    house.start();
    await record(4, `round ${round}`);
    expect(await house.untilAnchored()).toBe(BigInt(4 * (round + 1)));
    await house.stop();
    if (round === 1) await hand.dump('older');
  }
  await hand.dump('whole');
  files = await anchorFiles(house.store);
}, 180_000);
afterAll(async () => await house?.close());
afterEach(async () => await hand.restore('whole'));

async function record(count: number, word: string): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    await house.at.register.record(analyst, ['access.denied'], async () => ({
      events: [denied(`person-${i % 3}`, `${word}, ${i}`)],
      result: null,
    }));
  }
}

/** As the sequencer, with nobody standing before it. */
async function asSequencer(work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: house.at.sequencerUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

const integrate = () =>
  asSequencer(async (client) => {
    while ((await integratePending(client, house.origin)).more);
  });

const short = ({ findings }: FsckReport) => findings.map(({ attack, where }) => `${attack} @ ${where}`);

/** The entry with another event behind it, told in the register too. */
async function withOtherBody(entry: LedgerEntry, to?: string): Promise<LedgerEntry> {
  const [row] = await house.at.asAdmin<{ body: Buffer }>('select body from custody_event where id = $1', [
    entry.id,
  ]);
  const body = Buffer.from(to ?? String(row?.body).replace('round', 'other'));
  const salt = randomBytes(32);
  await hand.sql('update custody_event set body = $2, salt = $3 where id = $1', [entry.id, body, salt]);
  return { ...entry, c: commitBody(salt, body) };
}

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
    await withOtherBody(entry);
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
    const changed = await Promise.all(entries.map((one, i) => (i === 5 ? withOtherBody(one) : one)));
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
        await Promise.all(entries.map((one, i) => (i === 5 ? withOtherBody(one, to) : one))),
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
    await hand.sql(
      `insert into custody_event select (jsonb_populate_record(c, '{"id": "01900000-0000-7000-8000-000000000000", "stream": "system", "n": 0}')).*
       from custody_event c where c.id = $1`,
      [first.id],
    );
    const forged = await withOtherBody({ ...first, id: '01900000-0000-7000-8000-000000000000', s: 'system' });
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
    await record(5, 'another story');
    await integrate();
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
    await hand.rewrite(await Promise.all(entries.map((one, i) => (i === 5 ? withOtherBody(one) : one))));
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
    await hand.sql(
      `insert into custody_event select (jsonb_populate_record(c, '{"id": "01900000-0000-7000-8000-000000000000", "n": 77}')).*
       from custody_event c where c.id = $1`,
      [first?.id],
    );
    expect(short(await fsckOf(house))).toEqual(['inserted @ event 01900000-0000-7000-8000-000000000000']);
  });
});

describe('an attack inside the anchor window', () => {
  it('is not detected: the report says which entries nobody vouches for yet', async () => {
    await record(2, 'round 3');
    await integrate();
    const entries = await hand.entries();
    await hand.rewrite(await Promise.all(entries.map((one, i) => (i === 12 ? withOtherBody(one) : one))));
    const report = await fsckOf(house);
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ entries: 14n, anchoredUpTo: 12n, witnessedUpTo: 12n });
    expect(report.unanchoredSince).not.toBeNull();
  });
});

describe('a witness that shows less than it cosigned', () => {
  const showing = async (size: number): Promise<Witness> => {
    const [row] = await house.at.asAdmin<{ note: string; root: Buffer }>(
      `select c.note || convert_from(a.receipt, 'UTF8') as note, c.root
       from ledger_checkpoint c join ledger_anchor a on a.size = c.size and a.kind = 'witness' where c.size = $1`,
      [size],
    );
    const [witness] = house.witnesses;
    if (row === undefined || witness === undefined) throw new Error('there is no witness');
    const view = { kind: 'holds', note: row.note, size: BigInt(size), root: row.root, time: 0n } as const;
    return { ...witness, latest: async () => view };
  };

  it('is named, with both notes that bear its signature', async () => {
    const { findings } = await fsckOf(house, { witnesses: [await showing(8)] });
    expect(findings).toMatchObject([{ attack: 'witness-rolled-back', where: 'witness w1, checkpoint 8' }]);
    expect(findings[0]?.proof.map((note) => checkNote(note, house.trust))).toMatchObject([
      { quorum: true, checkpoint: { size: 12n } },
      { quorum: true, checkpoint: { size: 8n } },
    ]);
  });

  it('is not accused when it only showed the smaller tree before it cosigned the larger', async () => {
    const [late, now] = [await showing(8), await showing(12)];
    let asked = 0;
    const latest: Witness['latest'] = (...all) => (asked++ === 0 ? late : now).latest(...all);
    expect((await fsckOf(house, { witnesses: [{ ...now, latest }] })).findings).toEqual([]);
  });
});

describe('somebody with the anchors’ files', () => {
  const copy = async () => {
    const own = await anchorFiles();
    for (const [path, bytes] of files.files) own.files.set(path, bytes);
    return own;
  };

  it('finds them whole in a copy', async () => {
    expect((await fsckOf(house, { store: await copy() })).findings).toEqual([]);
  });

  it.each([
    ['the newest note', 'checkpoints/00000000000000000012.note', 'anchor-removed @ checkpoint 12'],
    ['an older note', 'checkpoints/00000000000000000008.note', 'anchor-removed @ checkpoint 8'],
    ['the bundle of entries', 'tile/entries/000.p/12', 'anchor-removed @ entry 0'],
    ['an older bundle', 'tile/entries/000.p/8', 'anchor-removed @ tile/entries/000.p/8'],
    ['a tile', 'tile/0/000.p/12', 'anchor-removed @ tile/0/000.p/12'],
    ['sealed bodies', 'bodies/000.p/12', 'anchor-removed @ bodies/000.p/12'],
  ])('T14: who removes %s is found out', async (_, path, expected) => {
    const store = await copy();
    expect(store.files.delete(path)).toBe(true);
    expect(short(await fsckOf(house, { store }))).toContain(expected);
  });

  it('T14: who removes every anchor is found out', async () => {
    const found = short(await fsckOf(house, { store: await anchorFiles() }));
    expect(found).toContain('anchor-removed @ checkpoint 12');
    expect(found).toContain('unproven @ the whole log');
  });

  it('T14: who changes a tile, a time stamp or a note is found out', async () => {
    for (const [path, expected] of [
      ['tile/0/000.p/12', 'damage @ tile/0/000.p/12'],
      [
        'checkpoints/00000000000000000012.embedded-ec.tsr',
        'damage @ time stamp embedded-ec of checkpoint 12',
      ],
      ['checkpoints/00000000000000000012.note', 'damage @ a checkpoint'],
    ] as const) {
      const store = await copy();
      const bytes = new Uint8Array(store.files.get(path) ?? []);
      bytes[bytes.length - 9] = (bytes[bytes.length - 9] ?? 0) ^ 1;
      store.files.set(path, bytes);
      expect(short(await fsckOf(house, { store }))).toContain(expected);
    }
  });

  it('loses a cosignature that the database still has: a remark, because nothing is lost by it', async () => {
    const store = await copy();
    store.files.delete('checkpoints/00000000000000000012.w1.cosig');
    const report = await fsckOf(house, { store });
    expect(report.findings).toEqual([]);
    expect(report.remarks.join()).toContain('1 cosignatures or time stamps');
  });
});

describe('T7: a server that shows two auditors different histories', () => {
  it('is caught by the witness, with both signed notes, although database and anchors agree', async () => {
    const entries = await hand.entries();
    await hand.rewrite(await Promise.all(entries.map((one, i) => (i === 5 ? withOtherBody(one) : one))));
    await hand.sign();
    await hand.sql('delete from ledger_anchor');
    const shown = await anchorFiles();
    const [row] = await house.at.asAdmin<{ note: string }>(
      'select note from ledger_checkpoint where size = 12',
    );
    await asSequencer((client) =>
      anchorLog(client, { store: shown, keys: house.keys }, 0n, { size: 12n, note: row?.note ?? '' }, signal),
    );
    const report = await fsckOf(house, { store: shown });
    expect(report.firstDifference).toBeNull();
    const split = report.findings.filter(({ attack }) => attack === 'split-view');
    expect(split.map(({ where }) => where)).toEqual([
      'witness w1, checkpoint 12',
      'witness w1, checkpoint 12',
    ]);
    expect(split[0]?.proof.length).toBe(2);
    expect(short(report)).toContain('unproven @ the whole log');
    await expectCaughtByNotes(shown);
  });

  /** The same without a witness: the two auditors show each other their notes. */
  async function expectCaughtByNotes(shown: AnchorFiles): Promise<void> {
    const path = 'checkpoints/00000000000000000012.note';
    const notes = [files, shown].map((one) => Buffer.from(one.files.get(path) ?? []).toString('utf8'));
    const copy: LogCopy = {
      notes: async function* () {
        yield* notes;
      },
      entries: () => anchoredEntries(shown, 0n, 12n, signal),
    };
    const { findings } = await verifyLedger(copy, house.trust);
    const twice = findings.find(({ attack }) => attack === 'rewritten');
    expect(twice).toMatchObject({ where: 'checkpoint 12', proof: notes });
  }
});
