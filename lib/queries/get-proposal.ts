import { requirePermission } from '../custody/permission.ts';
import { type ControllerActView, controllerActView } from './controller-act-view.ts';
import { type ProposalView, proposalShownWith, proposalView } from './proposal-view.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleProposalWhere } from './visible-proposals.ts';

export interface WholeProposal extends ProposalView {
  readonly act: ControllerActView | null; // what is left for a controller's own account to do
}

/** One proposal with what was decided on it. Throws `forbidden`, or `not-found` for what the viewer may not see. */
export async function getProposal(viewer: Viewer, id: string): Promise<WholeProposal> {
  requirePermission(viewer.actor, 'proposal.read');
  const row = await viewer.db.proposal.findFirst({
    where: { id: requireId(id), AND: [visibleProposalWhere(viewer.actor)] },
    include: proposalShownWith,
  });
  if (row === null) throw notFound();
  const act = await controllerActView(viewer, row);
  return { ...proposalView(row, viewer.actor, new Date()), act };
}
