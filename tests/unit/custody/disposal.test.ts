import { describe, expect, it } from 'vitest';
import { type DisposalFacts, whyNotDispose } from '../../../lib/custody/disposal.ts';

const now = new Date('2026-11-22T00:00:00Z');
const free: DisposalFacts = {
  ...{ exhibitNumber: 'EV-2026-0001', sealed: true, rehearsal: false, disposal: null, frozen: false },
  presence: 'stored',
  guard: { tags: [], days: 30 },
  recordedTags: [],
  recordedDays: 30,
  createdOn: '2026-10-22T23:59:59.000Z',
  ...{ openRequests: [], liveGrants: [], workingCopies: [] },
};

describe('disposing of an item', () => {
  it('has nothing against it once its retention is over and nobody has a part in it', () => {
    expect(whyNotDispose(free, now)).toEqual([]);
  });

  it.each([
    ['a retention that runs', { createdOn: '2026-10-23T00:00:01.000Z' }, 'until 2026-11-22 00:00Z'],
    ['a retention on record that Azure has no more', { recordedDays: 32 }, 'until 2026-11-23 23:59Z'],
    ['a longer retention in Azure', { guard: { tags: [], days: 33 } }, 'until 2026-11-24 23:59Z'],
    ['a retention that no record tells', { recordedDays: null }, 'not known'],
    ['a hold in Azure', { guard: { tags: ['case7'], days: 30 } }, 'the hold case7'],
    ['a hold that should stand', { recordedTags: ['case7'] }, 'the hold case7'],
    ['a guard that nobody knows', { guard: null }, 'Azure does not say'],
    ['a copy of unknown age', { createdOn: null }, 'not known'],
    ['an item that is not sealed', { sealed: false }, 'not sealed evidence'],
    ['a rehearsal', { rehearsal: true }, 'not sealed evidence'],
    ['an item whose bytes are in doubt', { frozen: true }, 'frozen'],
    ['a copy that is gone', { presence: 'missing' }, 'gone already'],
    ['another blob in its place', { presence: 'other' }, 'Another blob'],
    ['another disposal', { disposal: 'DSP-2026-0001' }, 'DSP-2026-0001'],
    ['an open request', { openRequests: ['AR-2026-0001'] }, 'AR-2026-0001'],
    ['a live grant', { liveGrants: ['AR-2026-0002'] }, 'AR-2026-0002'],
    ['a working copy', { workingCopies: ['EV-2026-0001-W1'] }, 'EV-2026-0001-W1'],
  ] as const)('is refused for %s', (_, change, words) => {
    expect(whyNotDispose({ ...free, ...change }, now).join(' ')).toContain(words);
  });
});
