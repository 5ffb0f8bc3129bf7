import type { Prisma } from '../../prisma/generated/client.ts';
import type { PersonActor } from '../custody/actor.ts';
import { overseesProposals } from '../custody/proposal.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/** The proposals a person may see, as a filter: those of incidents they see; of the others their own, and all for who oversees. */
export function visibleProposalWhere(actor: PersonActor): Prisma.ProposalWhereInput {
  const oversees = overseesProposals(actor.roles);
  const ofNoIncident = { incidentId: null, ...(oversees ? {} : { proposedBy: actor.objectId }) };
  return { OR: [ofNoIncident, { incident: visibleIncidentWhere(actor) }] };
}
