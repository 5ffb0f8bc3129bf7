import { CustodyError } from '../../custody/custody-error.ts';
import type { ImportSource } from '../../custody/evidence-source.ts';
import type { AcquisitionRecord } from '../../ports/custody-register.ts';

/** Throws `conflict` for anything that does not wait for the bytes of an import. */
export function waitingImport(acquisition: AcquisitionRecord | null): {
  readonly acquisition: AcquisitionRecord;
  readonly source: ImportSource;
} {
  if (acquisition !== null) {
    const { source, state, steps } = acquisition;
    const waits = state === 'running' && steps['hash-source'].state === 'waiting';
    if ('imported' in source && waits) return { acquisition, source };
  }
  throw new CustodyError('conflict', 'This does not wait for the bytes of a file.');
}
