/** One row of a table, by column. */
export type LogRow = Readonly<Record<string, string | number | null>>;

/** A query as read: what it keeps, how it sorts, how much it gives. */
export interface LogQuery {
  readonly table: string;
  readonly run: (rows: readonly LogRow[]) => readonly LogRow[];
  readonly columns: readonly string[] | null; // null: all
}

/**
 * The part of the Kusto language that is served: `Table | where A op literal and … | order by A asc | take n | project …`.
 * Null for anything else, which Azure might understand and this does not.
 */
export function parseQuery(text: string): LogQuery | null {
  const [table = '', ...clauses] = text.split('|').map((part) => part.trim());
  let columns: readonly string[] | null = null;
  const steps: ((rows: readonly LogRow[]) => readonly LogRow[])[] = [];
  for (const clause of clauses) {
    const [, verb = '', rest = ''] =
      /^(where|order by|sort by|take|limit|project)\s+([\s\S]+)$/.exec(clause) ?? [];
    if (verb === 'project') columns = rest.split(',').map((name) => name.trim());
    else {
      const step = stepOf(verb, rest);
      if (step === null) return null;
      steps.push(step);
    }
  }
  return { table, columns, run: (rows) => steps.reduce((kept, step) => step(kept), rows) };
}

function stepOf(verb: string, rest: string): ((rows: readonly LogRow[]) => readonly LogRow[]) | null {
  switch (verb) {
    case 'where':
      return filterOf(rest);
    case 'order by':
    case 'sort by':
      return orderOf(rest);
    case 'take':
    case 'limit':
      return /^\d+$/.test(rest) ? (rows) => rows.slice(0, Number(rest)) : null;
    default:
      return null;
  }
}

function filterOf(rest: string) {
  const tests = rest.split(/\s+and\s+/).map(testOf);
  if (tests.includes(null)) return null;
  return (rows: readonly LogRow[]) => rows.filter((row) => tests.every((test) => test?.(row) === true));
}

function testOf(text: string): ((row: LogRow) => boolean) | null {
  const [, column = '', operator = '', quoted, time] =
    /^(\w+)\s*(==|!=|>=|<=|>|<|contains)\s*(?:"([^"]*)"|datetime\(([^)]+)\))$/.exec(text.trim()) ?? [];
  const literal = quoted ?? time;
  if (literal === undefined) return null;
  const value = (row: LogRow) => String(row[column] ?? '');
  const order = (row: LogRow) =>
    time === undefined ? value(row).localeCompare(literal) : Date.parse(value(row)) - Date.parse(time);
  switch (operator) {
    case 'contains':
      return (row) => value(row).toLowerCase().includes(literal.toLowerCase());
    case '==':
      return (row) => value(row) === literal;
    case '!=':
      return (row) => value(row) !== literal;
    case '>':
      return (row) => order(row) > 0;
    case '>=':
      return (row) => order(row) >= 0;
    case '<':
      return (row) => order(row) < 0;
    case '<=':
      return (row) => order(row) <= 0;
    default:
      return null;
  }
}

function orderOf(rest: string) {
  const keys = rest.split(',').map((part) => /^\s*(\w+)(?:\s+(asc|desc))?\s*$/.exec(part));
  if (keys.includes(null)) return null;
  return (rows: readonly LogRow[]) =>
    rows.toSorted((a, b) => {
      for (const key of keys) {
        const [, column = '', way = 'desc'] = key ?? [];
        const difference = String(a[column] ?? '').localeCompare(String(b[column] ?? ''));
        if (difference !== 0) return way === 'asc' ? difference : -difference;
      }
      return 0;
    });
}
