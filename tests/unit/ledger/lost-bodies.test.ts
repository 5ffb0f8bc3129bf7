import { describe, expect, it } from 'vitest';
import { LostBodies } from '../../../lib/recover/lost-bodies.ts';

const erasedKey = 'streams/one';

/** Bodies under one destroyed key, and one body behind them all that is missing for another reason. */
function lost(underOneKey: number, behind: { readonly why: string; readonly dataKey?: string }): LostBodies {
  const bodies = new LostBodies();
  for (let i = 0; i < underOneKey; i += 1)
    bodies.take(BigInt(i), `event-${i}`, { why: 'Its data key is gone.', dataKey: erasedKey });
  bodies.take(BigInt(underOneKey), 'behind', behind);
  return bodies;
}

describe('bodies that cannot be read', () => {
  it.each([
    ['damaged', { why: 'It is damaged.' }],
    ['under another key that is gone', { why: 'Its data key is gone.', dataKey: 'streams/two' }],
  ])('do not hide one that is %s behind a thousand that were erased by decision', (_, behind) => {
    const bodies = lost(1500, behind);
    bodies.decided({ eventId: 'event-0', dataKey: erasedKey, decision: 'Ordered by the court.' });
    const { unreadable, erased } = bodies.apart();
    expect(unreadable).toEqual([{ index: 1500n, id: 'behind', why: behind.why }]);
    expect(erased).toHaveLength(1000);
    expect(erased[0]).toEqual({ index: 0n, id: 'event-0', decision: 'Ordered by the court.' });
  });

  it('are missing in the order of the ledger, the first thousand of them, while no decision is recorded', () => {
    const { unreadable, erased } = lost(3, { why: 'It is damaged.' }).apart();
    expect(erased).toEqual([]);
    expect(unreadable.map(({ index }) => index)).toEqual([0n, 1n, 2n, 3n]);
    expect(lost(1500, { why: 'It is damaged.' }).apart().unreadable).toHaveLength(1000);
  });
});
