import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { packageSystem } from '../../custody/package-artefact.ts';
import type { PackageTable } from '../../custody/package-inventory.ts';
import { contentReadEvents } from '../access/content-read.ts';
import type { Procedure } from '../procedure.ts';
import { type PackageRead, recordedReading } from './recorded-reading.ts';

const mostShown = 200;
const mostExported = 200_000;
const column = z.int().min(0).max(999);

export const readPackageFileInput = z.strictObject({
  evidenceId: z.uuid(),
  path: z.string().min(1).max(70_000),
  form: z.enum(['page', 'csv', 'json']),
  query: z.strictObject({
    search: z.string().max(200),
    where: z.array(z.strictObject({ column, contains: z.string().max(200) })).max(10),
    sort: z.strictObject({ column, descending: z.boolean() }).nullable(),
    start: z.int().min(0).max(mostExported),
    most: z.int().min(1).max(mostShown),
  }),
});

/**
 * Rows of one file of a package: a page of them, or, to be taken out, all that fit. Recorded as a read with the file and
 * the count. Throws as `recordedReading`, and `not-found` for a path that the package does not have.
 */
export const readPackageFile: Procedure<z.infer<typeof readPackageFileInput>, PackageRead<PackageTable>> = {
  name: 'read-package-file',
  permission: 'evidence.read-content',
  input: readPackageFileInput,
  records: contentReadEvents,
  async run(context, actor, { evidenceId, path, form, query }) {
    const wanted = form === 'page' ? query : { ...query, start: 0, most: mostExported };
    return await recordedReading(
      context,
      actor,
      { evidenceId, path, form },
      async (reader, archive, { device }, signal) => {
        const system = packageSystem(device.system);
        const reading = await reader.table(archive, { path, system, query: wanted }, signal);
        if (reading.kind === 'refused') return reading;
        if (reading.value === null) throw new CustodyError('not-found', 'The package has no such file.');
        return { kind: 'read', value: reading.value };
      },
      ({ rows, file }) => ({ rows: rows.length, sha256: file.sha256 }),
    );
  },
};
