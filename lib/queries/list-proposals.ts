import type { Prisma } from '../../prisma/generated/client.ts';
import { requirePermission } from '../custody/permission.ts';
import { type ProposalView, proposalShownWith, proposalView } from './proposal-view.ts';
import type { Viewer } from './viewer.ts';
import { visibleProposalWhere } from './visible-proposals.ts';

/** Which proposals: of some numbers, about one thing, waiting or not. */
export interface ProposalsAsked {
  readonly numbers?: readonly string[];
  readonly subjectId?: string; // of the stream that they are about: an item, an incident
  readonly waiting?: boolean;
}

const mostRows = 50;

/** The proposals a person may see, newest first, the oldest first while they wait. Throws `forbidden`. */
export async function listProposals(viewer: Viewer, asked: ProposalsAsked): Promise<readonly ProposalView[]> {
  requirePermission(viewer.actor, 'proposal.read');
  const now = new Date();
  const rows = await viewer.db.proposal.findMany({
    where: { AND: [visibleProposalWhere(viewer.actor), whereOf(asked, now)] },
    orderBy: { createdAt: asked.waiting === true ? 'asc' : 'desc' },
    take: mostRows,
    include: proposalShownWith,
  });
  return rows.map((row) => proposalView(row, viewer.actor, now));
}

function whereOf({ numbers, subjectId, waiting }: ProposalsAsked, now: Date): Prisma.ProposalWhereInput {
  const open: Prisma.ProposalWhereInput = { state: 'waiting', expiresAt: { gt: now } };
  return {
    ...(numbers === undefined ? {} : { number: { in: [...numbers] } }),
    ...(subjectId === undefined ? {} : { subjectId }),
    ...(waiting === undefined ? {} : waiting ? open : { NOT: open }),
  };
}
