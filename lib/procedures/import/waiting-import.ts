import { announcedFile, comesWithPerson } from '../../custody/comes-with-person.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { AcquisitionRecord } from '../../ports/custody-register.ts';

/** The file that is awaited. Throws `conflict` for anything that does not wait for bytes that a person brings. */
export function waitingImport(acquisition: AcquisitionRecord | null): {
  readonly acquisition: AcquisitionRecord;
  readonly fileName: string;
  readonly sizeBytes: string; // as announced
} {
  if (acquisition !== null) {
    const { source, state, steps } = acquisition;
    const waits = state === 'running' && steps['hash-source'].state === 'waiting';
    if (comesWithPerson(source) && waits) return { acquisition, ...announcedFile(source) };
  }
  throw new CustodyError('conflict', 'This does not wait for the bytes of a file.');
}
