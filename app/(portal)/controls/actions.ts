'use server';

import { confirmProposal } from '@/lib/procedures/proposal/confirm-proposal.ts';
import { proposeAccessPolicy } from '@/lib/procedures/proposal/kinds/access-policy.ts';
import { proposeControllerReplacement } from '@/lib/procedures/proposal/kinds/controller-replacement.ts';
import { proposeDeviceRights } from '@/lib/procedures/proposal/kinds/device-rights.ts';
import { proposeRetentionDefaults } from '@/lib/procedures/proposal/kinds/retention-defaults.ts';
import { refuseProposal } from '@/lib/procedures/proposal/refuse-proposal.ts';
import { withdrawProposal } from '@/lib/procedures/proposal/withdraw-proposal.ts';
import { action } from '@/lib/web/action.ts';

export const confirmProposalAction = action(confirmProposal);
export const refuseProposalAction = action(refuseProposal);
export const withdrawProposalAction = action(withdrawProposal);
export const proposeAccessPolicyAction = action(proposeAccessPolicy);
export const proposeRetentionDefaultsAction = action(proposeRetentionDefaults);
export const proposeDeviceRightsAction = action(proposeDeviceRights);
export const proposeControllerReplacementAction = action(proposeControllerReplacement);
