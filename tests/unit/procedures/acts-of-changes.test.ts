import { expect, it } from 'vitest';
import type { ActivityEntry } from '../../../lib/ports/activity-log.ts';
import type { UnattributedChange } from '../../../lib/ports/guard-state.ts';
import { actsOfChanges } from '../../../lib/procedures/hold/acts-of-changes.ts';

const cleared = (tag: string, minute: number): UnattributedChange => ({
  change: `Hold ${tag} cleared`,
  operation: 'clearLegalHold',
  since: `2026-11-22T10:0${minute}:00Z`,
  until: `2026-11-22T10:0${minute}:20Z`,
});
const act = (correlationId: string, at: string, change: Partial<ActivityEntry> = {}) =>
  ({
    ...{ correlationId, at: `2026-11-22T${at}Z`, status: 'Succeeded', caller: correlationId },
    operation: 'Microsoft.Storage/storageAccounts/blobServices/containers/clearLegalHold/action',
    ...change,
  }) as ActivityEntry;
const made = (
  changes: readonly UnattributedChange[],
  entries: readonly ActivityEntry[],
  named: string[] = [],
) => actsOfChanges(changes, entries, new Set(named)).map(({ entry }) => entry?.correlationId ?? null);

it('names for each change an act of its own: one act never explains two clearings, now or later', () => {
  const one = act('one', '10:01:10');
  expect(made([cleared('a', 1), cleared('b', 3)], [one])).toEqual(['one', null]);
  expect(made([cleared('b', 3)], [one], ['one'])).toEqual([null]);
  expect(made([cleared('b', 3)], [one, act('two', '10:03:10')], ['one'])).toEqual(['two']);
});

it('takes the act of the very time before one that only a difference of clocks would allow', () => {
  const [early, late] = [act('early', '10:01:10'), act('late', '10:03:10')];
  expect(made([cleared('b', 3), cleared('a', 1)], [early, late])).toEqual(['late', 'early']);
  expect(made([cleared('a', 1)], [act('failed', '10:01:10', { status: 'Failed' })])).toEqual([null]);
  expect(made([cleared('a', 1)], [act('much later', '10:09:00')])).toEqual([null]);
});
