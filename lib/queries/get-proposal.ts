import { requirePermission } from '../custody/permission.ts';
import { type ProposalView, proposalShownWith, proposalView } from './proposal-view.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleProposalWhere } from './visible-proposals.ts';

/** One proposal with what was decided on it. Throws `forbidden`, or `not-found` for what the viewer may not see. */
export async function getProposal(viewer: Viewer, id: string): Promise<ProposalView> {
  requirePermission(viewer.actor, 'proposal.read');
  const row = await viewer.db.proposal.findFirst({
    where: { id: requireId(id), AND: [visibleProposalWhere(viewer.actor)] },
    include: proposalShownWith,
  });
  if (row === null) throw notFound();
  return proposalView(row, viewer.actor, new Date());
}
