import { type PillStatus, StatusPill } from '@/components/ui/status-pill.tsx';
import type { CheckState } from '@/lib/custody/fixity.ts';

const looks: Readonly<Record<CheckState, readonly [PillStatus, string]>> = {
  later: ['queued', 'Due later'],
  open: ['waiting', 'Due now'],
  overdue: ['failed', 'Overdue'],
  stopped: ['frozen', 'Stopped'],
};

/** Where the next check of a stored copy stands. */
export function CheckPill({ state }: { state: CheckState }) {
  const [status, note] = looks[state];
  return <StatusPill status={status} note={note} />;
}
