import { StatusPill } from '@/components/ui/status-pill.tsx';
import type { AccessGrantState, AccessRequestState } from '@/lib/custody/access-request.ts';

/** Where a request stands: how many approvals it has while it waits, and what its grant is worth once it is granted. */
export function RequestStatus({
  state,
  grant,
  approvals,
  needed,
}: {
  state: AccessRequestState;
  grant: AccessGrantState | null;
  approvals: number;
  needed: number;
}) {
  if (state === 'waiting')
    return <StatusPill status="waiting" note={`${approvals} of ${needed} approvals`} />;
  if (state === 'granted' && grant !== null && grant !== 'active') return <StatusPill status={grant} />;
  return <StatusPill status={state} />;
}
