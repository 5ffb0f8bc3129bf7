import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { maySeeProposal } from '../../custody/proposal.ts';
import { maySeeIncident } from '../../custody/visibility.ts';
import type { RegisterLook } from '../../ports/custody-register.ts';
import type { ProposalRecord } from '../../ports/proposal-desk.ts';

/** A proposal, if this person may see it. Throws `not-found` alike for unknown and hidden ones. */
export async function visibleProposal(
  look: RegisterLook,
  actor: PersonActor,
  proposalId: string,
): Promise<ProposalRecord> {
  const proposal = await look.proposal(proposalId);
  if (proposal === null || !(await isSeen(look, actor, proposal)))
    throw new CustodyError('not-found', 'There is no such proposal, or you may not see it.');
  return proposal;
}

/** What is about an incident follows the incident; the rest is for its proposer and for who oversees. */
async function isSeen(look: RegisterLook, actor: PersonActor, proposal: ProposalRecord): Promise<boolean> {
  if (proposal.incidentId === null) return maySeeProposal(actor, proposal.proposer.objectId);
  const incident = await look.incident(proposal.incidentId);
  return incident !== null && maySeeIncident(actor, incident);
}
