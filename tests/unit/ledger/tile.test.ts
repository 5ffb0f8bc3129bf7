import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafHash } from '../../../lib/hashing/merkle-hash.ts';
import { decodeBundle, encodeBundle } from '../../../lib/ledger/entry-bundle.ts';
import { appendLeaves, emptyTree } from '../../../lib/ledger/merkle-tree.ts';
import { rootOfNodes } from '../../../lib/ledger/root-of-nodes.ts';
import { nodesFromTiles, tileFromNodes } from '../../../lib/ledger/tile.ts';
import { parseTilePath, type TilePlace, tilePath, tilesSince } from '../../../lib/ledger/tile-path.ts';
import { consistencyProof, inclusionProof } from '../../../lib/ledger/tree-proof.ts';
import { verifyConsistency, verifyInclusion } from '../../../lib/ledger/verify-proof.ts';
import { numberedEntries, storedNodes } from './naive-tree.ts';

const largest = 70_000;
const leaves = numberedEntries(largest).map(leafHash);
const readNode = storedNodes(leaves, appendLeaves(emptyTree, leaves).nodes);

describe('the path of a tile', () => {
  it.each([
    [{ level: 0, n: 1_234_067n, width: 256 }, 'tile/0/x001/x234/067'],
    [{ level: 'entries', n: 0n, width: 256 }, 'tile/entries/000'],
    [{ level: 2, n: 1000n, width: 112 }, 'tile/2/x001/000.p/112'],
    [{ level: 63, n: 999n, width: 1 }, 'tile/63/999.p/1'],
  ] satisfies [TilePlace, string][])('%o is written %s and read back', (place, path) => {
    expect(tilePath(place)).toBe(path);
    expect(parseTilePath(path)).toEqual(place);
  });

  it.each([
    'tile/00/000',
    'tile/64/000',
    'tile/0/x000/001',
    'tile/0/1',
    'tile/0/x001',
    'tile/0/001.p/0',
    'tile/0/001.p/256',
    'tile/0/001.p/07',
    'tile/0/../000',
    'tile/0/000/',
    'tile/entries/0a0',
  ])('%s is no path', (path) => {
    expect(() => parseTilePath(path)).toThrow('no path of a tile');
  });
});

describe('the tiles of a log', () => {
  it('are those that the specification counts for 70,000 entries', () => {
    const tiles = [...tilesSince(0n, 70_000n)].filter((place) => place.level !== 'entries');
    const count = (level: number, full: boolean) =>
      tiles.filter((tile) => tile.level === level && (tile.width === 256) === full).length;
    expect([count(0, true), count(0, false), count(1, true), count(1, false), count(2, false)]).toEqual([
      273, 1, 1, 1, 1,
    ]);
    expect(tiles.filter((tile) => tile.width < 256).map((tile) => tile.width)).toEqual([112, 17, 1]);
  });

  it('grow only by what is new', () => {
    expect([...tilesSince(256n, 256n)]).toEqual([]);
    expect(Array.from(tilesSince(255n, 257n), tilePath)).toEqual([
      'tile/entries/000',
      'tile/entries/001.p/1',
      'tile/0/000',
      'tile/0/001.p/1',
      'tile/1/000.p/1',
    ]);
  });

  it('make the same proofs as the register, at every width of the right edge', async () => {
    const sizes = fc.integer({ min: 1, max: largest });
    await fc.assert(
      fc.asyncProperty(sizes, sizes, async (a, b) => {
        const [oldSize, size] = [BigInt(Math.min(a, b)), BigInt(Math.max(a, b))];
        const present = new Set(Array.from(tilesSince(0n, size), tilePath));
        const fromTiles = nodesFromTiles(size, async (place) => {
          expect(present).toContain(tilePath(place));
          return await tileFromNodes(place, readNode);
        });
        const [oldRoot, root] = [await rootOfNodes(oldSize, readNode), await rootOfNodes(size, readNode)];
        const index = oldSize - 1n;
        const proof = await inclusionProof(size, index, fromTiles);
        const leaf = leaves[Number(index)] ?? new Uint8Array();
        expect(verifyInclusion({ leaf, index, size, proof, root })).toBe(true);
        const consistency = await consistencyProof(oldSize, size, fromTiles);
        expect(
          verifyConsistency({ oldSize, newSize: size, oldRoot, newRoot: root, proof: consistency }),
        ).toBe(true);
      }),
      { numRuns: 12 },
    );
  });

  it('are refused when their length is not what the size of the log says', async () => {
    const short = nodesFromTiles(300n, async (place) =>
      (await tileFromNodes(place, readNode)).subarray(0, -32),
    );
    await expect(inclusionProof(300n, 7n, short)).rejects.toThrow('hashes long');
  });
});

describe('a bundle of entries', () => {
  const entries = [new Uint8Array(), Uint8Array.of(1, 2, 3), new Uint8Array(65_535).fill(7)];

  it('gives back the entries that went in', () => {
    expect(decodeBundle(encodeBundle(entries), 3)).toEqual(entries);
  });

  it('is refused with a byte too few, a byte too many or another number of entries', () => {
    const bundle = encodeBundle(entries);
    expect(() => decodeBundle(bundle.subarray(0, -1), 3)).toThrow('within an entry');
    expect(() => decodeBundle(Buffer.concat([bundle, Buffer.of(0)]), 3)).toThrow('within a length');
    expect(() => decodeBundle(bundle, 4)).toThrow('holds 3');
  });

  it('never holds an entry that a length of two bytes cannot say', () => {
    expect(() => encodeBundle([new Uint8Array(65_536)])).toThrow('65,535');
  });
});
