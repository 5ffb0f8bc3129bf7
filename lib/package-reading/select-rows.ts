import type { TableQuery } from '../custody/package-inventory.ts';

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The rows asked for, in the order asked for, and how many fit. Digits inside text are compared by their value. */
export function selectRows(
  rows: readonly Row[],
  { search, where, sort, start, most }: TableQuery,
): { readonly rows: readonly Row[]; readonly matching: number } {
  const wanted = search.toLowerCase();
  const filters = where.map(({ column, contains }) => ({ column, contains: contains.toLowerCase() }));
  const fitting = rows.filter(
    ({ cells }) =>
      (wanted === '' || cells.some((cell) => cell.toLowerCase().includes(wanted))) &&
      filters.every(({ column, contains }) => (cells[column] ?? '').toLowerCase().includes(contains)),
  );
  const ordered = sort === null ? fitting : sorted(fitting, sort.column, sort.descending);
  return { rows: ordered.slice(start, start + most), matching: fitting.length };
}

function sorted(rows: readonly Row[], column: number, descending: boolean): readonly Row[] {
  const { compare } = new Intl.Collator('en', { numeric: true });
  const sign = descending ? -1 : 1;
  return rows.toSorted(
    (a, b) => sign * compare(a.cells[column] ?? '', b.cells[column] ?? '') || a.line - b.line,
  );
}
