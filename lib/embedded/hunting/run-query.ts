import type { HuntingColumn, HuntingRow, HuntingTable, HuntingTables } from './hunting-table.ts';
import { QueryError } from './query-error.ts';
import { order, readFilter } from './query-filter.ts';
import { withLets } from './query-lets.ts';
import { queryTokens } from './query-tokens.ts';
import { readScalar, wordsOf } from './query-values.ts';
import { type TokenReader, tokenReader, unexpected } from './token-reader.ts';

const mostRows = 100_000;

/**
 * The part of the Kusto language that is served: lets of a value or a list of them, a table, then where, project, extend, take or limit, top, count,
 * distinct, order by or sort by, summarize count() by. Throws QueryError for anything else, and for what Microsoft
 * refuses too. Source: Microsoft Learn, Kusto query language.
 */
export function runQuery(query: string, tables: HuntingTables, now: Date): HuntingTable {
  const reader = tokenReader(withLets(queryTokens(query)));
  const name = reader.next();
  if (name.kind !== 'word') throw unexpected(name, 'the name of a table');
  let table = Object.hasOwn(tables, name.text) ? tables[name.text] : undefined;
  if (table === undefined)
    throw new QueryError(`Failed to resolve table expression named '${name.text}'.`, name.at);
  while (reader.accept('|')) table = applyOperator(reader, table, now);
  reader.accept(';');
  if (reader.peek().kind !== 'end') throw unexpected(reader.peek(), "'|' or the end of the query");
  return { columns: table.columns, rows: table.rows.slice(0, mostRows) };
}

function applyOperator(reader: TokenReader, table: HuntingTable, now: Date): HuntingTable {
  const operator = reader.next();
  switch (operator.text) {
    case 'where': {
      const test = readFilter(reader, table.columns, now);
      return { ...table, rows: table.rows.filter(test) };
    }
    case 'project':
      return project(table, readNamed(reader, table.columns, now));
    case 'extend':
      return extend(table, readNamed(reader, table.columns, now));
    case 'distinct':
      return grouped(project(table, readNamed(reader, table.columns, now)), null);
    case 'take':
    case 'limit':
      return { ...table, rows: table.rows.slice(0, wholeNumber(reader)) };
    case 'top':
      return top(reader, table);
    case 'count':
      return { columns: [{ name: 'Count', type: 'Int64' }], rows: [{ Count: table.rows.length }] };
    case 'order':
    case 'sort':
      reader.expect('by');
      return sorted(reader, table);
    case 'summarize':
      return summarize(reader, table, now);
    default:
      throw new QueryError(`'${operator.text}' is not a recognized operator.`, operator.at);
  }
}

interface Named {
  readonly column: HuntingColumn;
  readonly value: (row: HuntingRow) => unknown;
}

/** Columns, or `name = value`, between commas. */
function readNamed(reader: TokenReader, columns: readonly HuntingColumn[], now: Date): readonly Named[] {
  const found: Named[] = [];
  do {
    const first = reader.peek();
    const known = columns.find((one) => one.name === first.text);
    if (known !== undefined) {
      const value = readScalar(reader, columns, now);
      found.push({ column: known, value });
      if (reader.peek().text !== '=') continue;
      found.pop();
    } else if (first.kind === 'word') reader.next();
    if (!reader.accept('='))
      throw new QueryError(`Failed to resolve column or scalar expression named '${first.text}'.`, first.at);
    found.push({ column: { name: first.text, type: 'String' }, value: readScalar(reader, columns, now) });
  } while (reader.accept(','));
  return found;
}

function project(table: HuntingTable, named: readonly Named[]): HuntingTable {
  return {
    columns: named.map((one) => one.column),
    rows: table.rows.map((row) => Object.fromEntries(named.map((one) => [one.column.name, one.value(row)]))),
  };
}

function extend(table: HuntingTable, named: readonly Named[]): HuntingTable {
  const added = named.map((one) => one.column);
  const kept = table.columns.filter((one) => !added.some((other) => other.name === one.name));
  return {
    columns: [...kept, ...added],
    rows: table.rows.map((row) => ({
      ...row,
      ...Object.fromEntries(named.map((one) => [one.column.name, one.value(row)])),
    })),
  };
}

function sorted(reader: TokenReader, table: HuntingTable): HuntingTable {
  const keys: { readonly name: string; readonly sign: number }[] = [];
  do {
    const name = columnName(reader, table);
    const ascending = reader.accept('asc');
    if (!ascending) reader.accept('desc'); // which is what it is anyway
    keys.push({ name, sign: ascending ? 1 : -1 });
  } while (reader.accept(','));
  const compare = (a: HuntingRow, b: HuntingRow) => {
    for (const { name, sign } of keys) {
      const difference = order(a[name], b[name]);
      if (difference !== 0) return sign * difference;
    }
    return 0;
  };
  return { ...table, rows: table.rows.toSorted(compare) };
}

function top(reader: TokenReader, table: HuntingTable): HuntingTable {
  const most = wholeNumber(reader);
  reader.expect('by');
  const all = sorted(reader, table);
  return { ...all, rows: all.rows.slice(0, most) };
}

/** summarize [name =] count() [by …] */
function summarize(reader: TokenReader, table: HuntingTable, now: Date): HuntingTable {
  const first = reader.next();
  const name = reader.accept('=') ? first.text : 'count_';
  const counted = name === 'count_' ? first : reader.next();
  if (counted.text !== 'count') throw new QueryError(`Unknown function: '${counted.text}'.`, counted.at);
  reader.expect('(');
  reader.expect(')');
  const by = reader.accept('by') ? readNamed(reader, table.columns, now) : [];
  const found = grouped(project(table, by), name);
  return by.length === 0 && found.rows.length === 0 ? { ...found, rows: [{ [name]: 0 }] } : found;
}

/** One row for each combination; `count` names the column of how many there were. */
function grouped(table: HuntingTable, count: string | null): HuntingTable {
  const groups = new Map<string, { readonly row: HuntingRow; times: number }>();
  for (const row of table.rows) {
    const key = JSON.stringify(table.columns.map((one) => wordsOf(row[one.name])));
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { row, times: 1 });
    else known.times += 1;
  }
  const rows = [...groups.values()];
  if (count === null) return { ...table, rows: rows.map((one) => one.row) };
  return {
    columns: [...table.columns, { name: count, type: 'Int64' }],
    rows: rows.map((one) => ({ ...one.row, [count]: one.times })),
  };
}

function columnName(reader: TokenReader, table: HuntingTable): string {
  const token = reader.next();
  if (!table.columns.some((one) => one.name === token.text))
    throw new QueryError(`Failed to resolve column or scalar expression named '${token.text}'.`, token.at);
  return token.text;
}

function wholeNumber(reader: TokenReader): number {
  const token = reader.next();
  if (!/^\d+$/.test(token.text)) throw unexpected(token, 'a whole number');
  return Number(token.text);
}
