import { describe, expect, it } from 'vitest';
import { leafHash } from '../../../lib/hashing/merkle-hash.ts';
import { encodeBundle } from '../../../lib/ledger/entry-bundle.ts';
import { EntryWalk } from '../../../lib/ledger/entry-walk.ts';
import { appendLeaves, emptyTree } from '../../../lib/ledger/merkle-tree.ts';
import { tileFromNodes } from '../../../lib/ledger/tile.ts';
import { tilePath, tilesSince } from '../../../lib/ledger/tile-path.ts';
import { TileRows } from '../../../lib/ledger/tile-rows.ts';
import { smallLog } from './small-log.ts';

const log = smallLog(65_537);

describe('the files of a log', () => {
  it.each([1, 256, 1025, 65_537])('of %i entries are those that are anchored', async (size) => {
    const leaves = log.slice(0, size).map(leafHash);
    const nodes = new Map(
      appendLeaves(emptyTree, leaves).nodes.map((one) => [`${one.level}/${one.n}`, one.hash]),
    );
    leaves.forEach((leaf, i) => void nodes.set(`0/${i}`, leaf));
    const rows = new TileRows();
    const walk = new EntryWalk();
    for (const entry of log.slice(0, size)) rows.entry(walk.take(entry));
    rows.grown(walk.grown());
    const files = [...rows.full(), ...rows.partial()];
    expect(files.map(({ place }) => tilePath(place)).sort()).toEqual(
      Array.from(tilesSince(0n, BigInt(size)), tilePath).sort(),
    );
    for (const { place, bytes } of files) {
      const first = Number(place.n) * 256;
      const expected =
        place.level === 'entries'
          ? encodeBundle(log.slice(first, first + place.width))
          : await tileFromNodes(place, async (level, n) => nodes.get(`${level}/${n}`) ?? new Uint8Array());
      expect(Buffer.compare(bytes(), expected)).toBe(0);
    }
    expect(rows.full()).toEqual([]);
  });
});
