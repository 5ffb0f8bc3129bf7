import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { anchoredEntries } from '../../lib/fsck/anchored-copy.ts';
import { checkNote } from '../../lib/ledger/check-note.ts';
import { type LogCopy, verifyLedger } from '../../lib/ledger/verify-ledger.ts';
import type { Witness } from '../../lib/ports/witness.ts';
import { anchorLog } from '../../lib/worker/anchor-log.ts';
import { type AnchorFiles, anchorFiles } from '../support/anchor-files.ts';
import type { AnchoredLedger } from '../support/anchored-ledger.ts';
import { fsckOf, type Insider } from '../support/insider.ts';
import { type InsiderHouse, insiderHouse, short } from '../support/insider-house.ts';
import { until } from '../support/worker-process.ts';

const signal = new AbortController().signal;
let ready: InsiderHouse;
let house: AnchoredLedger;
let hand: Insider;
let files: AnchorFiles; // the anchors as they are when everything is well

beforeAll(async () => {
  ready = await insiderHouse();
  ({ house, hand } = ready);
  files = await anchorFiles(house.store);
}, 180_000);
afterAll(async () => await house?.close());
afterEach(async () => await hand.restore('whole'));

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
    await hand.rewrite(
      await Promise.all(entries.map((one, i) => (i === 5 ? ready.withOtherBody(one) : one))),
    );
    await hand.sign();
    await hand.sql('delete from ledger_anchor');
    const shown = await anchorFiles();
    const [row] = await house.at.asAdmin<{ note: string }>(
      'select note from ledger_checkpoint where size = 12',
    );
    await ready.asSequencer((client) =>
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

describe('who sets back the database and cuts the anchors too', () => {
  afterEach(async () => {
    await house.stop();
    await house.at.asAdmin('delete from ledger_freeze');
  });

  it('gets no signature: a worker asks the witnesses what they hold before its first one', async () => {
    const store = await cutAnchors();
    await hand.restore('older');
    await ready.record(4, 'another story');
    house.start({ store });
    await until('the ledger is frozen', async () => (await house.at.db.ledgerFreeze.count()) === 1);
    expect(await house.at.db.ledgerFreeze.findFirst()).toMatchObject({
      attack: 'rolled-back',
      firstIndex: 8n,
      words: 'The witness w1 cosigned 12 entries, and the database has fewer.',
    });
    await house.stop();
    expect(await signedSize()).toBe(8n);
  });

  it('gets none either where the forged history is as long as the true one', async () => {
    const store = await cutAnchors();
    await hand.restore('older');
    await ready.record(7, 'another story');
    await ready.integrate();
    house.start({ store });
    await until('the ledger is frozen', async () => (await house.at.db.ledgerFreeze.count()) === 1);
    expect(await house.at.db.ledgerFreeze.findFirst()).toMatchObject({
      attack: 'split-view',
      firstIndex: null,
    });
    await house.stop();
    expect(await signedSize()).toBe(8n);
  });

  /** As they were when the dump was made. */
  async function cutAnchors(): Promise<AnchorFiles> {
    const store = await anchorFiles(house.store);
    for (const path of store.files.keys())
      if (/^checkpoints\/0+(9|1\d)\./.test(path)) store.files.delete(path);
    return store;
  }

  const signedSize = async () =>
    (await house.at.db.ledgerCheckpoint.aggregate({ _max: { size: true } }))._max.size;
});
