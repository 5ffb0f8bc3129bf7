import type { CustodyEvent, CustodyEventType } from '../../custody/custody-event.ts';
import type { ProposalKind } from '../../custody/proposal.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import type { ProposalRecord } from '../../ports/proposal-desk.ts';
import { accessPolicyKind } from './kinds/access-policy.ts';
import { controllerReplacementKind } from './kinds/controller-replacement.ts';
import { deviceActKind } from './kinds/device-act.ts';
import { deviceRightsKind } from './kinds/device-rights.ts';
import { disposeItemKind } from './kinds/dispose-item.ts';
import { eraseBodyKind } from './kinds/erase-body.ts';
import { liftHoldKind } from './kinds/lift-hold.ts';
import { postureExceptionKind } from './kinds/posture-exception.ts';
import { retentionDefaultsKind } from './kinds/retention-defaults.ts';
import { scriptReviewKind } from './kinds/script-review.ts';
import { thawItemKind } from './kinds/thaw-item.ts';
import { withholdBodyKind } from './kinds/withhold-body.ts';
import type { ProposalEffect, ProposalEnd } from './proposal-kind.ts';

/** Every kind of proposal, by its name. */
export const kindsOfProposal: Readonly<Record<ProposalKind, ProposalEffect>> = {
  'access-policy': accessPolicyKind,
  'retention-defaults': retentionDefaultsKind,
  'controller-replacement': controllerReplacementKind,
  'device-rights': deviceRightsKind,
  'device-act': deviceActKind,
  'posture-exception': postureExceptionKind,
  'lift-hold': liftHoldKind,
  'dispose-item': disposeItemKind,
  'thaw-item': thawItemKind,
  'withhold-body': withholdBodyKind,
  'erase-body': eraseBodyKind,
  'script-review': scriptReviewKind,
};

/** What the end of an unconfirmed proposal may bring besides its own fact. */
export const endedWithProposal: readonly CustodyEventType[] = [
  ...new Set(
    Object.values(kindsOfProposal).flatMap((kind) => (kind.ended === undefined ? [] : kind.records)),
  ),
];

/** Ends what waited for the proposal. Out: the facts of it. */
export async function endWithProposal(
  desk: RegisterDesk,
  proposal: ProposalRecord,
  end: ProposalEnd,
): Promise<readonly CustodyEvent[]> {
  return (await kindsOfProposal[proposal.kind].ended?.(desk, proposal, end)) ?? [];
}
