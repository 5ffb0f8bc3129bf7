import type { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import type { Procedure } from '../procedure.ts';
import { decideProposal, decideProposalInput, type ProposalDecided } from './decide-proposal.ts';
import { endedWithProposal } from './kinds-of-proposal.ts';

/** Refuses a proposal of somebody else, which ends it. Who proposed it is told why. */
export const refuseProposal: Procedure<z.infer<typeof decideProposalInput>, ProposalDecided> = {
  name: 'refuse-proposal',
  permission: 'proposal.decide',
  input: decideProposalInput,
  records: ['proposal.refused', ...endedWithProposal],
  run: (context, actor, input) => {
    if (input.comment === null || input.comment.length < 10)
      throw new CustodyError('invalid-input', 'Say in at least 10 characters why you refuse.', {
        detail: { comment: 'Say in at least 10 characters why you refuse.' },
      });
    return decideProposal(context, actor, input, 'refuse');
  },
};
