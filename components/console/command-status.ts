import type { PillStatus } from '@/components/ui/status-pill.tsx';
import type { CommandView } from '@/lib/queries/get-console.ts';

/** The pill of a line: never more than what is known of it. */
export function commandStatus({ state, action }: CommandView): PillStatus {
  switch (state) {
    case 'waiting':
      return 'waiting';
    case 'running':
      if (action?.state === 'proposed') return 'waiting';
      if (action?.cancelWanted === true) return 'cancelling';
      if (action?.state === 'ended') return 'sealing';
      return action?.seen?.state === 'in-progress' ? 'at-work' : 'queued';
    case 'done':
      return 'done';
    case 'failed':
      return 'failed';
    case 'refused':
      return 'refused';
    case 'cancelled':
      return 'cancelled';
    default:
      return 'unknown';
  }
}

/** Whether something can still become of it. */
export function isJob({ state }: CommandView): boolean {
  return state === 'waiting' || state === 'running';
}
