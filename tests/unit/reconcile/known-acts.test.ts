import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../../lib/custody/recorded-event.ts';
import { knownActs } from '../../../lib/reconcile/known-acts.ts';

const fact = (type: string, objectId: string, detail: object, roles = ['controller']): RecordedEvent =>
  ({
    ...{ id: `${type}-${objectId}`, type, detail, occurredAt: '2026-11-22T12:00:00.000Z' },
    ...{ stream: { kind: 'incident', id: 'incident-1' }, actor: { kind: 'person', objectId, roles } },
  }) as unknown as RecordedEvent;

describe('a lift that was decided', () => {
  it('is for the controllers who agreed to that very lift, until its end', () => {
    const act = { actId: 'act-1', container: 'inc-1', tag: 'case7' };
    const facts = [
      fact('proposal.proposed', 'lead', { number: 'PR-1' }, ['lead']),
      fact('proposal.proposed', 'another', { number: 'PR-2' }),
      fact('proposal.confirmed', 'first', { number: 'PR-1' }),
      fact('hold.lift-confirmed', 'first', { ...act, proposal: 'PR-1' }),
      fact('hold.lifted', 'guards', act),
    ];
    expect(knownActs(facts, [])).toMatchObject([
      { does: 'clear-hold', container: 'inc-1', by: ['first'], to: '2026-11-22T12:00:00.000Z' },
    ]);
    const without = facts.filter(({ actor }) => actor.kind === 'person' && actor.objectId !== 'first');
    expect(knownActs(without, [])).toEqual([]);
  });
});
