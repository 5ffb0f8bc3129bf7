import type { SystemActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';
import { recordedOnce } from '../recorded-once.ts';
import { endedWithProposal, endWithProposal } from './kinds-of-proposal.ts';
import { proposalEvent } from './proposal-event.ts';
import { proposalNote, proposalNoteKey } from './proposal-note.ts';

const actor: SystemActor = { kind: 'system', component: 'proposals' };
const batch = 50;

/**
 * Records that the time of proposals is over that nobody decided. No decision waits for it: it looks at the clock
 * itself. Out: how many. Safe to run in many workers at once.
 */
export async function expireProposals(register: CustodyRegister): Promise<number> {
  let expired = 0;
  for (const id of await register.look.overdueProposals(batch))
    if (await recordedOnce(() => expire(register, id))) expired += 1;
  return expired;
}

async function expire(register: CustodyRegister, id: string): Promise<void> {
  await register.record(actor, ['proposal.expired', ...endedWithProposal], async (desk) => {
    const proposal = await desk.proposal(id);
    if (proposal === null || !(await desk.closeProposal(id, 'expired')))
      throw new CustodyError('conflict', 'This proposal does not wait any more.');
    const { number, needs, proposer, decisions } = proposal;
    await desk.settleNotes(proposalNoteKey(id), `${number} expired undecided`);
    const title = `${number} expired: not enough others decided in time`;
    await desk.notify(proposalNote(id, proposer.objectId, 'warning', title));
    const detail = { confirmations: decisions.length, needed: needs.deciders };
    const expired = proposalEvent('proposal.expired', proposal, detail);
    return { events: [expired, ...(await endWithProposal(desk, proposal, 'expired'))], result: undefined };
  });
}
