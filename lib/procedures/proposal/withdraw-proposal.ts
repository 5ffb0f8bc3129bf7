import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import type { Procedure } from '../procedure.ts';
import { endedWithProposal, endWithProposal } from './kinds-of-proposal.ts';
import { proposalEvent } from './proposal-event.ts';
import { proposalNoteKey } from './proposal-note.ts';
import { visibleProposal } from './visible-proposal.ts';

export const withdrawProposalInput = z.strictObject({ proposalId: z.uuid() });

/** Takes one's own waiting proposal back. */
export const withdrawProposal: Procedure<
  z.infer<typeof withdrawProposalInput>,
  { readonly proposalId: string }
> = {
  name: 'withdraw-proposal',
  permission: 'proposal.withdraw-own',
  input: withdrawProposalInput,
  records: ['proposal.withdrawn', ...endedWithProposal],
  async run({ register }, actor, { proposalId }) {
    return await register.record(actor, ['proposal.withdrawn', ...endedWithProposal], async (desk) => {
      const proposal = await visibleProposal(desk, actor, proposalId);
      const { id, number, proposer } = proposal;
      if (proposer.objectId !== actor.objectId)
        throw new CustodyError('forbidden', 'Only who proposed it takes a proposal back.', {
          detail: { attempt: number, about: `proposal:${id}` },
        });
      if (!(await desk.closeProposal(id, 'withdrawn')))
        throw new CustodyError('conflict', `${number} does not wait any more.`);
      await desk.settleNotes(proposalNoteKey(id), `${number} was withdrawn`);
      const withdrawn = proposalEvent('proposal.withdrawn', proposal, {});
      return {
        events: [withdrawn, ...(await endWithProposal(desk, proposal, 'withdrawn'))],
        result: { proposalId: id },
      };
    });
  },
};
