import { describe, expect, it } from 'vitest';
import type { PersonActor } from '../../../lib/custody/actor.ts';
import type { RegisterDesk } from '../../../lib/ports/custody-register.ts';
import type { ProposalRecord } from '../../../lib/ports/proposal-desk.ts';
import { disposeItemKind } from '../../../lib/procedures/proposal/kinds/dispose-item.ts';

const evidenceId = crypto.randomUUID();

/** The last approval of a disposal, of an item that these people ever had in custody. */
async function approve(custodians: readonly string[]) {
  let opened = 0;
  const facts = {
    ...{ exhibitNumber: 'EV-2026-0001', sealed: true, rehearsal: false, disposal: null, frozen: false },
    ...{
      guard: { tags: [], days: 30 },
      recordedTags: [],
      recordedDays: 30,
      createdOn: '2020-01-01T00:00:00Z',
    },
    ...{ openRequests: [], liveGrants: [], workingCopies: [] },
  };
  const desk = {
    disposable: async () => ({ evidenceId, incidentId: 'incident', custodians, facts }),
    lockIncident: async () => {},
    openDisposal: async () => {
      opened += 1;
      return { id: crypto.randomUUID(), number: 'DI-2026-0001' };
    },
  } as unknown as RegisterDesk;
  const person = (objectId: string) => ({ objectId, displayName: `Called ${objectId}` });
  const proposal = {
    ...{
      id: crypto.randomUUID(),
      number: 'PR-2026-0001',
      reason: 'The case is closed.',
      before: { evidenceId },
    },
    proposer: person('proposer'),
    decisions: ['first', 'second'].map((by) => ({
      decision: 'confirm',
      by: person(by),
      comment: null,
      at: '',
    })),
  } as unknown as ProposalRecord;
  const applied = disposeItemKind.apply(desk, proposal, {} as PersonActor);
  return await applied.then(
    (events) => ({ opened, said: events.map(({ type }) => type) }),
    ({ code, message }) => ({ opened, said: [code, message] }),
  );
}

describe('a disposal that two approved', () => {
  it('opens, unless custody passed to one of them since it was proposed', async () => {
    expect(await approve(['analyst'])).toEqual({ opened: 1, said: ['evidence.disposal-approved'] });
    for (const taker of ['first', 'second'])
      expect(await approve(['analyst', taker])).toEqual({
        opened: 0,
        said: ['conflict', expect.stringContaining(`Called ${taker} took custody of the item`)],
      });
  });
});
