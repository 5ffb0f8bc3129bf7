import { StatusPill } from '@/components/ui/status-pill.tsx';
import type { FindingRow } from '@/lib/queries/finding-rows.ts';

/** A finding stays open until a later fact accounts for it; what people say of it is no such fact. */
export function FindingStatus({ state }: Pick<FindingRow, 'state'>) {
  return state === 'open' ? (
    <StatusPill status="fail" note="Open" />
  ) : (
    <StatusPill status="done" note="Explained later" />
  );
}
