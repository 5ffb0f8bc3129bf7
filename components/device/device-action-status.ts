import type { PillStatus } from '@/components/ui/status-pill.tsx';
import type { DeviceActionView } from '@/lib/queries/get-device.ts';

/** The pill of an action: what Holdfast knows, never more than Defender said. */
export function deviceActionStatus({ state, seen, cancelWanted }: DeviceActionView): PillStatus {
  switch (state) {
    case 'proposed':
      return 'waiting';
    case 'requested':
      return cancelWanted ? 'cancelling' : 'queued';
    case 'submitted':
      return cancelWanted ? 'cancelling' : seen?.state === 'in-progress' ? 'at-work' : 'queued';
    case 'refused':
      return 'refused';
    case 'withdrawn':
      return 'withdrawn';
    case 'ended':
      return endStatus(seen?.state ?? 'unknown');
  }
}

function endStatus(state: NonNullable<DeviceActionView['seen']>['state']): PillStatus {
  switch (state) {
    case 'succeeded':
      return 'done';
    case 'failed':
    case 'timed-out':
      return 'failed';
    case 'cancelled':
      return 'cancelled';
    case 'pending':
    case 'in-progress':
    case 'unknown':
      return 'unknown';
  }
}
