import { StatusPill } from '@/components/ui/status-pill.tsx';
import type { VerificationRow } from '@/lib/queries/list-verifications.ts';

/** How a verification stands: one of the closed words, never colour alone. */
export function VerificationStatus({ of }: { of: Pick<VerificationRow, 'state' | 'outcome'> }) {
  if (of.state === 'waiting') return <StatusPill status="queued" />;
  if (of.state === 'running') return <StatusPill status="hashing" note="Running" />;
  switch (of.outcome) {
    case 'held':
      return <StatusPill status="done" note="Every check held" />;
    case 'findings':
      return <StatusPill status="failed" note="Checks failed" />;
    case 'not-checked':
      return <StatusPill status="unknown" note="Not checked" />;
    case 'altered':
    case null:
      return <StatusPill status="altered" />;
  }
}
