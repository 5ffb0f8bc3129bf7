import { readGrantSeconds } from '../../custody/acquisition.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { requireDisk } from '../../custody/evidence-source.ts';
import type { AcquisitionRecord } from '../../ports/custody-register.ts';
import type { ReadGrant, Traced } from '../../ports/disk-snapshots.ts';
import type { ProcedureContext } from '../procedure.ts';
import { requireSnapshot } from './step.ts';

/** The live link to the snapshot, or a new one if it has expired: links are held in memory only. */
export function sourceGrant(
  context: ProcedureContext,
  acquisition: AcquisitionRecord,
  signal: AbortSignal,
): Promise<Traced<ReadGrant>> {
  const seconds = readGrantSeconds(BigInt(requireDisk(acquisition.source).disk.sizeBytes ?? '0'));
  return context.snapshots.grantRead(requireSnapshot(acquisition), seconds, signal);
}

/** Runs a read of the source; a link that died in the middle becomes an error that another attempt can mend. */
export async function readingSource<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof CustodyError && error.code === 'cloud-refused' && error.detail.status === 403)
      throw new CustodyError(
        'cloud-unavailable',
        `The read link of the snapshot is no longer valid. ${error.message}`,
        {
          cause: error,
          detail: error.detail,
        },
      );
    throw error;
  }
}
