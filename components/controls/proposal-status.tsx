import { StatusPill } from '@/components/ui/status-pill.tsx';
import type { ProposalView } from '@/lib/queries/proposal-view.ts';

/** Where a proposal stands: how many have confirmed while it waits. */
export function ProposalStatus({
  proposal: { state, confirmations, needed },
}: {
  proposal: Pick<ProposalView, 'state' | 'confirmations' | 'needed'>;
}) {
  if (state === 'waiting')
    return <StatusPill status="waiting" note={`${confirmations} of ${needed} confirmed`} />;
  return <StatusPill status={state} />;
}
