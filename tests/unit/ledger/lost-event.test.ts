import { describe, expect, it } from 'vitest';
import { EntryWalk } from '../../../lib/ledger/entry-walk.ts';
import { encodeEntry } from '../../../lib/ledger/ledger-entry.ts';

const lostLeaf = new Uint8Array(32).fill(9);
const id = (n: number) => `01890a5d-ac96-774b-bcce-b302099a805${n}`;

/** A stream whose number 1 is of this kind, and whose number 2 follows a leaf that is not there. */
function walked(kind: string) {
  const walk = new EntryWalk();
  let before: Uint8Array | null = null;
  for (const [n, k] of ['access.denied', kind, 'access.denied', 'access.denied'].entries()) {
    const p: Uint8Array | null = n === 2 ? lostLeaf : before;
    const t = `2026-11-22T08:00:0${n}.000000Z`;
    const { entry, leaf } = encodeEntry({
      id: id(n),
      t,
      k,
      s: 'one',
      n: BigInt(n),
      p,
      c: new Uint8Array(32),
    });
    walk.take(entry);
    before = leaf;
  }
  return walk.findings;
}

describe('an entry that stands for a lost one', () => {
  it('may be followed by one that names the leaf of what was lost', () => {
    expect(walked('ledger.event-lost')).toEqual([]);
  });

  it('is the only one that may', () => {
    expect(walked('access.denied')).toMatchObject([{ attack: 'edited', where: 'entry 2' }]);
  });
});
