import type { StepLease } from '../../ports/custody-register.ts';
import type { DiskReader } from '../../ports/evidence-locker.ts';
import type { ProcedureContext } from '../procedure.ts';
import { readWholeDisk, type WholeRead } from '../read-whole-disk.ts';
import { progressReporter } from './progress-reporter.ts';

/** Reads one disk image from end to end and digests it, with the progress of the step. Throws as `readWholeDisk`. */
export async function readDisk(
  context: ProcedureContext,
  lease: StepLease,
  reader: DiskReader,
  readMode: 'page-list' | 'full',
  signal: AbortSignal,
): Promise<WholeRead> {
  const progress = progressReporter(context, lease, reader.sizeBytes);
  const read = await readWholeDisk(reader, readMode, (done) => progress.report(done), signal);
  await progress.settle();
  return read;
}
