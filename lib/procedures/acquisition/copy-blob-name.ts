import { evidenceBlobName } from '../../custody/acquisition.ts';
import { evidenceKind } from '../../custody/evidence-source.ts';
import type { AcquisitionRecord } from '../../ports/custody-register.ts';

/** Name of the blob that one attempt (from 1) of this acquisition writes. */
export function copyBlobName({ exhibitNumber, source }: AcquisitionRecord, attempt: number): string {
  return evidenceBlobName(exhibitNumber, attempt, evidenceKind(source));
}
