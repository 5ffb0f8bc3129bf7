import { describe, expect, it } from 'vitest';
import { evidenceState } from '../../../lib/custody/evidence-state.ts';

describe('the state of an evidence item', () => {
  it.each([
    ['being-acquired', 'running', 'being-acquired'],
    ['being-acquired', 'cancelling', 'being-acquired'],
    ['being-acquired', 'failed', 'failed'],
    ['not-acquired', 'refused', 'refused'],
    ['not-acquired', 'cancelled', 'cancelled'],
    ['not-acquired', null, 'not-acquired'],
    ['sealed', 'cancelled', 'sealed'],
    ['sealed', 'failed', 'sealed'],
    ['melted', 'done', 'unknown'],
  ] as const)('%s with an acquisition that is %s is %s', (item, acquisition, state) => {
    expect(evidenceState(item, acquisition)).toBe(state);
  });
});
