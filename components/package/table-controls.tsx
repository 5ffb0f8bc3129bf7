import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import type { TableQuery } from '@/lib/custody/package-inventory.ts';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';
import { rowsPerPage } from './table-address.ts';

/** Search, filters by column, and pages. Each of them is a reading of its own. */
export function TableControls({
  columns,
  query,
  matching,
  total,
  pending,
  change,
}: {
  columns: readonly string[];
  query: TableQuery;
  matching: number;
  total: number;
  pending: boolean;
  change: (query: TableQuery) => void;
}) {
  const [search, type] = useState(query.search);
  const [column, choose] = useState('any');
  const find = () => {
    const text = search.trim();
    if (column === 'any') change({ ...query, search: text, start: 0 });
    else if (text !== '')
      change({ ...query, start: 0, where: [...query.where, { column: Number(column), contains: text }] });
  };
  return (
    <div className="no-print grid gap-2">
      <form
        aria-label="Find rows"
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          find();
        }}
      >
        <Field label="Find" htmlFor="rows-find">
          <input
            id="rows-find"
            type="search"
            className="input"
            value={search}
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => type(target.value)}
          />
        </Field>
        <Field label="In" htmlFor="rows-column">
          <select
            id="rows-column"
            className="input"
            value={column}
            onChange={({ target }) => choose(target.value)}
          >
            <option value="any">Any column</option>
            {columns.map((name, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two columns of a device may have one name
              <option key={i} value={i}>
                {inPlainSight(name)}
              </option>
            ))}
          </select>
        </Field>
        <Button type="submit" disabled={pending}>
          Find
        </Button>
      </form>
      <Filters columns={columns} query={query} change={change} />
      <Pages query={query} matching={matching} total={total} pending={pending} change={change} />
    </div>
  );
}

function Filters({
  columns,
  query,
  change,
}: {
  columns: readonly string[];
  query: TableQuery;
  change: (query: TableQuery) => void;
}) {
  if (query.where.length === 0) return null;
  const without = (at: number) => query.where.filter((_, i) => i !== at);
  return (
    <ul className="flex flex-wrap gap-2">
      {query.where.map(({ column, contains }, i) => (
        <li key={`${column} ${contains}`}>
          <Button
            aria-label={`Take away the filter ${contains}`}
            onClick={() => change({ ...query, start: 0, where: without(i) })}
          >
            {inPlainSight(columns[column] ?? `Column ${column + 1}`)} has “{contains}” ×
          </Button>
        </li>
      ))}
    </ul>
  );
}

function Pages({
  query,
  matching,
  total,
  pending,
  change,
}: {
  query: TableQuery;
  matching: number;
  total: number;
  pending: boolean;
  change: (query: TableQuery) => void;
}) {
  const { start } = query;
  const end = Math.min(matching, start + rowsPerPage);
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p aria-live="polite" className="text-[13px]">
        {matching === 0 ? 'No row' : `Rows ${Math.min(start + 1, end)} to ${end} of ${matching}`}
        {matching < total && <span className="text-ink-2">, of {total} in the file</span>}
      </p>
      <Button
        disabled={pending || start === 0}
        onClick={() => change({ ...query, start: Math.max(0, start - rowsPerPage) })}
      >
        Previous
      </Button>
      <Button
        disabled={pending || end >= matching}
        onClick={() => change({ ...query, start: start + rowsPerPage })}
      >
        Next
      </Button>
    </div>
  );
}
