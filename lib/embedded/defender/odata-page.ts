import { odataQuery } from './odata-query.ts';

type Row = Readonly<Record<string, unknown>>;

/** One page of what a query asks for, with the way to the next. Throws 400 ODataError. */
export function odataPage(
  rows: readonly Row[],
  url: URL,
  of: { readonly fields: readonly string[]; readonly pageSize: number; readonly set: string },
): object {
  const kept = odataQuery(rows, url.searchParams, of.fields);
  const start = Number(url.searchParams.get('$skiptoken') ?? '0');
  const next = new URL(url);
  next.searchParams.set('$skiptoken', String(start + of.pageSize));
  return {
    '@odata.context': `${url.origin}/api/$metadata#${of.set}`,
    ...(url.searchParams.get('$count') === 'true' ? { '@odata.count': kept.length } : {}),
    value: kept.slice(start, start + of.pageSize),
    ...(start + of.pageSize < kept.length ? { '@odata.nextLink': next.href } : {}),
  };
}
