import { z } from 'zod';
import { packageSystem } from '../../custody/package-artefact.ts';
import type { PackageInventory } from '../../custody/package-inventory.ts';
import { contentReadEvents } from '../access/content-read.ts';
import type { Procedure } from '../procedure.ts';
import { type PackageRead, recordedReading } from './recorded-reading.ts';

export const listPackageInput = z.strictObject({ evidenceId: z.uuid() });

/** What an investigation package holds, or why nothing of it is read. Recorded as a read. Throws as `recordedReading`. */
export const listPackage: Procedure<z.infer<typeof listPackageInput>, PackageRead<PackageInventory>> = {
  name: 'list-package',
  permission: 'evidence.read-content',
  input: listPackageInput,
  records: contentReadEvents,
  run: (context, actor, { evidenceId }) =>
    recordedReading(
      context,
      actor,
      { evidenceId, path: null, form: 'page' },
      (reader, archive, { device }, signal) =>
        reader.inventory(archive, packageSystem(device.system), signal),
      ({ files }) => ({ rows: files.length, sha256: null }),
    ),
};
