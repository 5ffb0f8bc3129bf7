import type { NextRequest } from 'next/server';
import { CustodyError } from '../custody/custody-error.ts';
import { guardedCsv } from '../custody/guarded-csv.ts';
import type { PackageTable } from '../custody/package-inventory.ts';
import { plainJson } from '../custody/plain-json.ts';
import { readPackageFile } from '../procedures/package/read-package-file.ts';
import { answered } from './answered.ts';
import { requireOwnClick } from './content-route.ts';
import { perform } from './perform.ts';
import { personOf } from './route.ts';

type Form = 'csv' | 'json';

/** What is taken out, as the procedure is asked for it. */
export interface TakeOut {
  readonly path: string | null;
  readonly query: object;
}

/**
 * Hands out the rows of one file of a package as CSV or JSON to who holds a grant to download: recorded as a read, and
 * marked as what the device reported.
 */
export async function packageRoute(
  request: NextRequest,
  evidenceId: string,
  { path, query }: TakeOut,
): Promise<Response> {
  return await answered(async (wired) => {
    requireOwnClick(request.headers);
    const form = request.nextUrl.searchParams.get('form');
    const actor = await personOf(wired, request, 'read');
    const input = { evidenceId, path, query, form: form === 'json' ? 'json' : 'csv' } as const;
    const { exhibitNumber, deviceName, reading } = await perform(
      wired.context,
      actor,
      readPackageFile,
      input,
    );
    if (reading.kind === 'refused')
      throw new CustodyError('not-feasible', `Nothing of this package is read. ${reading.found}`);
    return fileOf(input.form, { exhibitNumber, deviceName }, reading.value);
  });
}

function fileOf(
  form: Form,
  about: { readonly exhibitNumber: string; readonly deviceName: string },
  table: PackageTable,
): Response {
  const name = (table.file.path.split('/').at(-1) ?? '').replace(/[^\w.-]/g, '_').slice(0, 80);
  const part = table.isWhole ? '' : '-beginning'; // a CSV has no other place to say it
  const text = form === 'csv' ? csvOf(table) : jsonOf(about, table);
  return new Response(text, {
    headers: {
      'content-type': form === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="${about.exhibitNumber}-${name}-device-reported${part}.${form}"`,
      'cache-control': 'private, no-store',
    },
  });
}

function csvOf({ columns, rows }: PackageTable): string {
  return guardedCsv(
    ['Line', ...columns],
    rows.map(({ line, cells }) => [String(line), ...cells]),
  );
}

function jsonOf(
  about: object,
  { file, columns, rows, total, matching, isWhole, notes }: PackageTable,
): string {
  const reportedBy = 'the device; nobody checked it';
  return plainJson({ ...about, reportedBy, file, columns, total, matching, isWhole, notes, rows });
}
