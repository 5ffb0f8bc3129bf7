import type { CustodyEvent } from '../../custody/custody-event.ts';
import type { AcquisitionRecord } from '../../ports/custody-register.ts';
import { acquisitionEvent } from './acquisition-event.ts';
import { copyBlobName } from './copy-blob-name.ts';

/**
 * The fact that the copy of the present attempt is no evidence. Inside a protected container it cannot be deleted: it
 * is recorded, linked to the item, and left; the next attempt has a new name.
 */
export function deadCopy(
  acquisition: AcquisitionRecord,
  reason: string,
): CustodyEvent<'acquisition.copy-dead'> {
  return acquisitionEvent('acquisition.copy-dead', acquisition, {
    acquisitionId: acquisition.id,
    container: acquisition.container,
    blob: copyBlobName(acquisition, acquisition.copyAttempt),
    reason,
  });
}
