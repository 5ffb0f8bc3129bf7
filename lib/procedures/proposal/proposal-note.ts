import type { RegisterDesk } from '../../ports/custody-register.ts';
import type { ProposalRecord } from '../../ports/proposal-desk.ts';
import type { AboutProposal } from './proposal-event.ts';

export function proposalNoteKey(proposalId: string): string {
  return `proposal:${proposalId}`;
}

/** One note per person and proposal, updated in place. */
export function proposalNote(
  proposalId: string,
  personObjectId: string,
  level: 'info' | 'warning',
  title: string,
): Parameters<RegisterDesk['notify']>[0] {
  return { personObjectId, key: proposalNoteKey(proposalId), level, title, href: hrefOf(proposalId) };
}

function hrefOf(proposalId: string): string {
  return `/controls/${proposalId}`;
}

/**
 * Tells who last signed in with a role that may decide, and may see the incident, here and outside the product. A hint: the
 * decision asks the tenant.
 */
export async function tellDeciders(
  desk: RegisterDesk,
  { id, number, incidentId }: Pick<AboutProposal, 'id' | 'number' | 'incidentId'>,
  { needs, proposer }: Pick<ProposalRecord, 'needs' | 'proposer'>,
  title: string,
): Promise<void> {
  const incident = incidentId === null ? null : await desk.incident(incidentId);
  const within = incident?.restricted === true ? incident.memberObjectIds : null;
  const known = await desk.peopleWithRole(needs.roles, within);
  const free = known.filter((one) => one !== proposer.objectId && !needs.excluded.includes(one));
  for (const objectId of free) await desk.notify(proposalNote(id, objectId, 'warning', title));
  const of = { kind: 'proposal', id } as const;
  await desk.tellWaiting({ of, number, title, href: hrefOf(id), incidentId, people: free });
}
