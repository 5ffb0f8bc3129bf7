import { Button, DownloadLink } from '@/components/ui/button.tsx';
import { Digest } from '@/components/ui/digest.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import type { PackageTable, TableQuery } from '@/lib/custody/package-inventory.ts';
import { TableControls } from './table-controls.tsx';

/** Rows of one file, with what finds, orders and pages them. */
export function FileTable({
  table,
  query,
  pending,
  change,
  close,
  takeOut,
}: {
  table: PackageTable;
  query: TableQuery;
  pending: boolean;
  change: (query: TableQuery) => void;
  close: () => void;
  takeOut: string | null;
}) {
  const { file, kind, notes, encoding, columns, matching } = table;
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h2 className="font-semibold [overflow-wrap:anywhere]">{file.path}</h2>
          <p className="text-[13px] text-ink-2">
            Device-reported · {encoding ?? 'not read as text'} · SHA-256
          </p>
          {file.sha256 !== null && <Digest value={file.sha256} label="Copy the SHA-256 of this file" />}
        </div>
        <div className="no-print flex gap-2">
          {takeOut !== null && kind !== 'not-shown' && (
            <>
              <DownloadLink href={`${takeOut}&form=csv`}>Take out as CSV</DownloadLink>
              <DownloadLink href={`${takeOut}&form=json`}>As JSON</DownloadLink>
            </>
          )}
          <Button onClick={close}>Close</Button>
        </div>
      </div>
      {notes.map((note) => (
        <Notice key={note} tone="attention" title={note} />
      ))}
      {kind !== 'not-shown' && (
        <>
          <TableControls
            key={`${file.path} ${query.search}`}
            columns={columns}
            query={query}
            matching={matching}
            total={table.total}
            pending={pending}
            change={change}
          />
          {matching === 0 ? (
            <EmptyState title="No row fits.">Search for less, or take a filter away.</EmptyState>
          ) : (
            <Rows table={table} query={query} pending={pending} change={change} />
          )}
        </>
      )}
    </>
  );
}

function Rows({
  table,
  query,
  pending,
  change,
}: {
  table: PackageTable;
  query: TableQuery;
  pending: boolean;
  change: (query: TableQuery) => void;
}) {
  const { columns, rows, file } = table;
  return (
    <section
      aria-label={`Rows of ${file.path}`}
      aria-busy={pending}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      className={`overflow-x-auto ${pending ? 'opacity-60' : ''}`}
    >
      <table className="data-table">
        <caption className="sr-only">{`Rows of ${file.path}, as the device reported them`}</caption>
        <thead>
          <tr>
            <th scope="col">Line</th>
            {columns.map((column, i) => (
              <Heading
                // biome-ignore lint/suspicious/noArrayIndexKey: two columns of a device may have one name
                key={i}
                name={column}
                direction={
                  query.sort?.column === i ? (query.sort.descending ? 'descending' : 'ascending') : 'none'
                }
                sort={() => change({ ...query, start: 0, sort: nextSort(query.sort, i) })}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ line, cells }) => (
            <tr key={line}>
              <td className="text-ink-2 tabular-nums">{line}</td>
              {columns.map((_, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                <td key={i}>
                  <div className="w-max max-w-[64ch] break-words whitespace-pre-wrap">
                    <PlainText text={cells[i] ?? ''} />
                  </div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Heading({
  name,
  direction,
  sort,
}: {
  name: string;
  direction: 'ascending' | 'descending' | 'none';
  sort: () => void;
}) {
  const arrow = { ascending: ' ↑', descending: ' ↓', none: '' }[direction];
  return (
    <th scope="col" aria-sort={direction}>
      <button type="button" className="text-left whitespace-nowrap hover:underline" onClick={sort}>
        <PlainText text={name} />
        <span aria-hidden="true">{arrow}</span>
      </button>
    </th>
  );
}

/** Upwards, downwards, as in the file. */
function nextSort(sort: TableQuery['sort'], column: number): TableQuery['sort'] {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? null : { column, descending: true };
}
