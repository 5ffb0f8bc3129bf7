import type { TableQuery } from '@/lib/custody/package-inventory.ts';

export const rowsPerPage = 100;

/** What of a package is shown: which file, and which of its rows. It stands in the address. */
export interface PackagePlace {
  readonly path: string | null; // null: no file yet
  readonly query: TableQuery;
}

export const everything: TableQuery = { search: '', where: [], sort: null, start: 0, most: rowsPerPage };

/** The place that an address names; what makes no sense in it is left out. */
export function placeOf(params: URLSearchParams): PackagePlace {
  const sort = /^(-?)(\d{1,3})$/.exec(params.get('sort') ?? '');
  const page = /^\d{1,4}$/.test(params.get('page') ?? '') ? Number(params.get('page')) : 1;
  return {
    path: params.get('path'),
    query: {
      search: (params.get('q') ?? '').slice(0, 200),
      where: params.getAll('where').slice(0, 10).flatMap(filterOf),
      sort: sort === null ? null : { column: Number(sort[2]), descending: sort[1] === '-' },
      start: Math.max(0, page - 1) * rowsPerPage,
      most: rowsPerPage,
    },
  };
}

/** "3:lsass": the fourth column holds it. */
function filterOf(text: string): TableQuery['where'] {
  const [, column, contains] = /^(\d{1,3}):([\s\S]{1,200})$/.exec(text) ?? [];
  return column === undefined || contains === undefined ? [] : [{ column: Number(column), contains }];
}

/** The address of a place, from its "?" on; empty for the list. */
export function addressOf({ path, query }: PackagePlace): string {
  if (path === null) return '';
  const params = new URLSearchParams({ path });
  if (query.search !== '') params.set('q', query.search);
  for (const { column, contains } of query.where) params.append('where', `${column}:${contains}`);
  if (query.sort !== null) params.set('sort', `${query.sort.descending ? '-' : ''}${query.sort.column}`);
  if (query.start > 0) params.set('page', String(Math.floor(query.start / rowsPerPage) + 1));
  return `?${params}`;
}
