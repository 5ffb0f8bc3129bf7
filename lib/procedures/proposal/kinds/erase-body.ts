import type { CustodyEvent } from '../../../custody/custody-event.ts';
import { bodyKeyName } from '../../../custody/personal-data.ts';
import type { KindOfProposal } from '../proposal-kind.ts';
import { proposing } from '../propose.ts';
import { confirmedRecord, preparedRemoval, type RemovalInput, removalInput } from './removable-record.ts';

/**
 * Erases what a record says, for good. Confirming it only records the decision; once that stands in the signed ledger
 * the worker destroys the body's key, and then takes the body out of the database.
 */
export const eraseBodyKind: KindOfProposal<RemovalInput> = {
  kind: 'erase-body',
  permission: 'custody.propose-removal',
  input: removalInput,
  records: ['ledger.body-erased'],
  prepare: ({ register }, actor, { eventId }) => preparedRemoval(register.look, actor, eventId, 'erase'),
  async apply(desk, proposal) {
    const { record, event } = await confirmedRecord(desk, proposal, 'erase');
    const { number: decision, reason } = proposal;
    const dataKey = bodyKeyName(event.id);
    await desk.planErasure({ eventId: event.id, decision, dataKey });
    const fact: CustodyEvent<'ledger.body-erased'> = {
      type: 'ledger.body-erased',
      stream: event.stream,
      subjects: [...record.subjects, `event:${event.id}`],
      reason,
      authority: null,
      detail: { eventId: event.id, dataKey, decision },
    };
    return [fact];
  },
};

export const proposeEraseBody = proposing(eraseBodyKind);
