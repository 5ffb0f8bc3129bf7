import type { PillStatus } from '@/components/ui/status-pill.tsx';
import type { AcquisitionState, AcquisitionStep } from '@/lib/custody/acquisition.ts';

/** The pill that stands for an acquisition: its state, and while it runs the step it is at. */
export function acquisitionStatus(
  state: AcquisitionState,
  step: AcquisitionStep | null,
  awaitsBytes: boolean, // of a file that a person imports
): PillStatus {
  switch (state) {
    case 'running':
      if (awaitsBytes) return 'waiting';
      return step === null ? 'sealing' : runningStatus(step);
    case 'cancelling':
      return 'cancelling';
    case 'cancelled':
      return 'cancelled';
    case 'refused':
      return 'refused';
    case 'failed':
      return 'failed';
    case 'done':
      return 'done';
  }
}

function runningStatus(step: AcquisitionStep): PillStatus {
  switch (step) {
    case 'check-feasibility':
      return 'queued';
    case 'snapshot-disk':
    case 'grant-read':
      return 'snapshotting';
    case 'copy-to-locker':
      return 'copying';
    case 'hash-source':
    case 'hash-locker-copy':
    case 'compare-digests':
      return 'hashing';
    case 'seal-evidence':
    case 'release-source':
    case 'corroborate':
      return 'sealing';
  }
}
