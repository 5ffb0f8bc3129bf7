import type { CustodyEvent } from '../../../custody/custody-event.ts';
import type { KindOfProposal } from '../proposal-kind.ts';
import { proposing } from '../propose.ts';
import { confirmedRecord, preparedRemoval, type RemovalInput, removalInput } from './removable-record.ts';

/** Hides what a record says from all but those who decided. The record itself stays as it was written. */
export const withholdBodyKind: KindOfProposal<RemovalInput> = {
  kind: 'withhold-body',
  permission: 'custody.propose-removal',
  input: removalInput,
  records: ['custody.body-withheld'],
  prepare: ({ register }, actor, { eventId }) => preparedRemoval(register.look, actor, eventId, 'withhold'),
  async apply(desk, proposal) {
    const { record, event } = await confirmedRecord(desk, proposal, 'withhold');
    const { number: decision, proposer, decisions, reason } = proposal;
    const readers = [proposer.objectId, ...decisions.map(({ by }) => by.objectId)];
    await desk.withholdBody({ eventId: event.id, decision, readers });
    const fact: CustodyEvent<'custody.body-withheld'> = {
      type: 'custody.body-withheld',
      stream: event.stream,
      subjects: [...record.subjects, `event:${event.id}`],
      reason,
      authority: null,
      detail: { eventId: event.id, n: event.n, of: event.type, decision },
    };
    return [fact];
  },
};

export const proposeWithholdBody = proposing(withholdBodyKind);
