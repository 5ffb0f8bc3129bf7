import type { z } from 'zod';
import type { Procedure } from '../procedure.ts';
import {
  decideProposal,
  decideProposalInput,
  type ProposalDecided,
  proposalDecisionEvents,
} from './decide-proposal.ts';

/** Agrees to a proposal of somebody else. The last agreement that it needs makes it so. */
export const confirmProposal: Procedure<z.infer<typeof decideProposalInput>, ProposalDecided> = {
  name: 'confirm-proposal',
  permission: 'proposal.decide',
  input: decideProposalInput,
  records: proposalDecisionEvents,
  run: (context, actor, input) => decideProposal(context, actor, input, 'confirm'),
};
