import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyEvent } from '../../custody/custody-event.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import type { ProposalRecord } from '../../ports/proposal-desk.ts';
import { proposalEvent } from './proposal-event.ts';

/** Puts a confirmed value of a control in force. Throws `conflict` if another version came into force in between. */
export async function applyControl(
  desk: RegisterDesk,
  proposal: ProposalRecord,
): Promise<readonly CustodyEvent[]> {
  const version = await desk.applyControl(proposal.id);
  if (version === null)
    throw new CustodyError(
      'conflict',
      `${proposal.number} was made against a version that is no longer in force. Refuse it, and propose it anew.`,
    );
  const { changes, after, proposer } = proposal;
  const detail = { version, changes, value: JSON.stringify(after), proposedBy: proposer.objectId };
  return [proposalEvent('control.changed', proposal, detail)];
}
