import { CustodyError } from '../../custody/custody-error.ts';
import type { StepLease } from '../../ports/custody-register.ts';
import type { ProcedureContext } from '../procedure.ts';

export interface ProgressReporter {
  /** Bytes done so far. Written at most once a second; never more than one write at a time. */
  report(bytesDone: bigint): void;
  /** Writes the last figure and waits for it. Throws `fenced-off` if any write found the lease lost. */
  settle(): Promise<void>;
}

/** Carries the progress of a long step into the register without slowing the step down. */
export function progressReporter(
  context: ProcedureContext,
  lease: StepLease,
  bytesTotal: bigint | null, // null: nobody said how many
): ProgressReporter {
  let latest = 0n;
  let lastWrite = 0;
  let running: Promise<void> | null = null;
  let failure: unknown = null;
  const write = async () => {
    try {
      await context.register.reportProgress(lease, {
        bytesDone: latest,
        ...(bytesTotal === null ? {} : { bytesTotal }),
      });
    } catch (error) {
      // A figure that could not be written is no reason to read a disk again; a lost lease is one to stop.
      if (error instanceof CustodyError && error.code === 'fenced-off') failure ??= error;
    } finally {
      running = null;
    }
  };
  return {
    report(bytesDone) {
      latest = bytesDone;
      const now = context.clock.now().getTime();
      if (running !== null || now - lastWrite < 1_000) return;
      lastWrite = now;
      running = write();
    },
    async settle() {
      await running;
      await write();
      if (failure !== null) throw failure;
    },
  };
}
