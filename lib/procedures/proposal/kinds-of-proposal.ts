import type { ProposalKind } from '../../custody/proposal.ts';
import { accessPolicyKind } from './kinds/access-policy.ts';
import { controllerReplacementKind } from './kinds/controller-replacement.ts';
import { disposeItemKind } from './kinds/dispose-item.ts';
import { eraseBodyKind } from './kinds/erase-body.ts';
import { liftHoldKind } from './kinds/lift-hold.ts';
import { postureExceptionKind } from './kinds/posture-exception.ts';
import { retentionDefaultsKind } from './kinds/retention-defaults.ts';
import { thawItemKind } from './kinds/thaw-item.ts';
import { withholdBodyKind } from './kinds/withhold-body.ts';
import type { ProposalEffect } from './proposal-kind.ts';

/** Every kind of proposal, by its name. */
export const kindsOfProposal: Readonly<Record<ProposalKind, ProposalEffect>> = {
  'access-policy': accessPolicyKind,
  'retention-defaults': retentionDefaultsKind,
  'controller-replacement': controllerReplacementKind,
  'posture-exception': postureExceptionKind,
  'lift-hold': liftHoldKind,
  'dispose-item': disposeItemKind,
  'thaw-item': thawItemKind,
  'withhold-body': withholdBodyKind,
  'erase-body': eraseBodyKind,
};
