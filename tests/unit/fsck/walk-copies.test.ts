import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type EntryBatch, type LedgerCopy, walkCopies, walkCopy } from '../../../lib/fsck/walk-copies.ts';
import { decodeEntry, encodeEntry } from '../../../lib/ledger/ledger-entry.ts';
import { tilePath } from '../../../lib/ledger/tile-path.ts';
import { type TileFile, TileRows } from '../../../lib/ledger/tile-rows.ts';
import { noteOver, smallLog, trust } from '../ledger/small-log.ts';

const log = smallLog(700);
const at = (index: number) => log[index] ?? new Uint8Array();
const forged = (index: number) => encodeEntry({ ...decodeEntry(at(index)), c: new Uint8Array(32) }).entry;

/** A copy that hands out so many entries at once, and what it saw. */
function copyOf(entries: readonly Uint8Array[], notes: readonly string[], atOnce: number) {
  const rows = new TileRows();
  const files: TileFile[] = [];
  const seen: string[] = [];
  let nodes = 0;
  const copy: LedgerCopy = {
    async *notes() {
      yield* notes;
    },
    async *batches() {
      for (let i = 0; i < entries.length; i += atOnce) yield batchOf(entries.slice(i, i + atOnce));
    },
    entry(read, inBatch) {
      rows.entry(read);
      seen.push(`${read.index} ${inBatch} ${digestOf(read.bytes)}`);
    },
    grown(grown) {
      rows.grown(grown);
      for (const { hashes } of grown) nodes += hashes.length / 32;
    },
    async checkpoint({ checkpoint: { size } }) {
      seen.push(`checkpoint ${size}`);
    },
    async batchRead() {
      files.push(...rows.full());
    },
  };
  const told = () => ({
    seen: digestOf(Buffer.from(seen.join())),
    nodes,
    files: [...files, ...rows.partial()].map(({ place, bytes }) => `${tilePath(place)} ${digestOf(bytes())}`),
  });
  return { copy, told };
}

const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

function batchOf(entries: readonly Uint8Array[]): EntryBatch {
  const bytes = Buffer.concat([Buffer.from('…'), ...entries]);
  const starts: number[] = [];
  let next = 3;
  for (const { length } of entries) {
    starts.push(next);
    next += length;
  }
  const start = (i: number) => starts[i] ?? 0;
  return { bytes, length: entries.length, start, end: (i) => start(i) + (entries[i]?.length ?? 0) };
}

/** Signed at some sizes; each signature is another one. */
const notesOf = (entries: readonly Uint8Array[]) =>
  [10, 256, 300, 512].filter((size) => size <= entries.length).map((size) => noteOver(entries, size));
const edited = log.with(300, forged(300));

describe('two copies of a log that are walked together', () => {
  it.each([
    ['are the same', log, null],
    ['differ in one entry', edited, 300],
    ['differ from the first entry on', log.slice(1), 0],
    ['differ where a bundle begins', log.with(512, forged(512)), 512],
    ['are of different lengths', log.slice(0, 400), null],
    ['are one and nothing', [], null],
  ])('that %s: each is found to be what it is found to be alone', async (_, other, partedAt) => {
    for (const swap of [false, true]) {
      const pair = swap ? ([other, log] as const) : ([log, other] as const);
      const [one, two] = [notesOf(pair[0]), notesOf(pair[1])];
      const alone = [copyOf(pair[0], one, 256), copyOf(pair[1], two, 150)];
      const expected = [];
      for (const { copy } of alone) expected.push(await walkCopy(copy, trust));
      const [a, b] = [copyOf(pair[0], one, 256), copyOf(pair[1], two, 150)];
      const walked = await walkCopies(a.copy, b.copy, trust);
      expect(walked).toEqual({ first: expected[0], second: expected[1], partedAt });
      expect(a.told()).toEqual(alone[0]?.told());
      expect(b.told()).toEqual(alone[1]?.told());
    }
  });

  it('may hold what is too long to be an entry: it is in the tree, and found', async () => {
    const long = log.slice(0, 30).with(12, Buffer.alloc(70_000, 'x'));
    const [a, b] = [copyOf(log.slice(0, 30), [], 30), copyOf(long, [noteOver(long, 30)], 30)];
    const { second, partedAt } = await walkCopies(a.copy, b.copy, trust);
    expect([partedAt, second.signedUpTo]).toEqual([12, 30n]);
    expect(second.findings).toMatchObject([{ attack: 'damage', where: 'entry 12' }, { attack: 'omitted' }]);
  });

  it('hands out every node of the tree, once', async () => {
    const { copy, told } = copyOf(log, notesOf(log), 100);
    await walkCopy(copy, trust);
    let expected = 0;
    for (let row = log.length >> 1; row > 0; row >>= 1) expected += row;
    expect(told().nodes).toBe(expected);
  });
});
