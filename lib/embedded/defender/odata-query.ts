import { DefenderError } from './defender-error.ts';

type Row = Readonly<Record<string, unknown>>;
type Test = (row: Row) => boolean;

const token = /\s*(\(|\)|,|'(?:[^']|'')*'|[^\s(),']+)/gy;

/**
 * Applies `$filter`, `$orderby`, `$skip` and `$top` to rows; `fields` are those that may be asked for.
 * Throws 400 ODataError. Source: Microsoft, "OData queries with Microsoft Defender for Endpoint".
 */
export function odataQuery(
  rows: readonly Row[],
  query: URLSearchParams,
  fields: readonly string[],
): readonly Row[] {
  const test = filterOf(query.get('$filter'), fields);
  const kept = ordered(rows.filter(test), query.get('$orderby'), fields);
  const skip = whole(query.get('$skip'), '$skip') ?? 0;
  const top = whole(query.get('$top'), '$top');
  return kept.slice(skip, top === null ? undefined : skip + top);
}

function filterOf(text: string | null, fields: readonly string[]): Test {
  if (text === null || text.trim() === '') return () => true;
  const tokens = Array.from(text.matchAll(token), (match) => match[1] ?? '');
  if (tokens.join('') !== text.replace(/\s+(?=(?:[^']*'[^']*')*[^']*$)/g, '')) throw refusal(text);
  const reader = { tokens, at: 0, text, fields };
  const test = either(reader);
  if (reader.at !== tokens.length) throw refusal(text);
  return test;
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
  readonly text: string;
  readonly fields: readonly string[];
}

function either(reader: Reader): Test {
  const tests = [both(reader)];
  while (accept(reader, 'or')) tests.push(both(reader));
  return (row) => tests.some((test) => test(row));
}

function both(reader: Reader): Test {
  const tests = [single(reader)];
  while (accept(reader, 'and')) tests.push(single(reader));
  return (row) => tests.every((test) => test(row));
}

function single(reader: Reader): Test {
  if (accept(reader, '(')) {
    const test = either(reader);
    expect(reader, ')');
    return test;
  }
  if (accept(reader, 'startswith')) {
    expect(reader, '(');
    const field = fieldOf(reader);
    expect(reader, ',');
    const start = literal(next(reader)).toLowerCase();
    expect(reader, ')');
    return (row) => words(row[field]).toLowerCase().startsWith(start);
  }
  const field = fieldOf(reader);
  const operator = next(reader).toLowerCase();
  if (operator === 'in') return oneOf(reader, field);
  const wanted = next(reader);
  return (row) => compare(operator, words(row[field]), literal(wanted), reader.text);
}

function oneOf(reader: Reader, field: string): Test {
  expect(reader, '(');
  const wanted = [literal(next(reader))];
  while (accept(reader, ',')) wanted.push(literal(next(reader)));
  expect(reader, ')');
  return (row) => wanted.some((one) => compare('eq', words(row[field]), one, reader.text));
}

function compare(operator: string, value: string, wanted: string, text: string): boolean {
  const order = orderOf(value, wanted);
  switch (operator) {
    case 'eq':
      return order === 0;
    case 'ne':
      return order !== 0;
    case 'gt':
      return order > 0;
    case 'ge':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'le':
      return order <= 0;
    default:
      throw refusal(text);
  }
}

/** Dates as dates, everything else as words; words without regard to case, as this service does. */
function orderOf(value: string, wanted: string): number {
  const isDate = (text: string) => /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text));
  if (isDate(value) && isDate(wanted)) return Date.parse(value) - Date.parse(wanted);
  return value.toLowerCase() < wanted.toLowerCase() ? -1 : value.toLowerCase() > wanted.toLowerCase() ? 1 : 0;
}

function ordered(rows: readonly Row[], text: string | null, fields: readonly string[]): readonly Row[] {
  if (text === null) return rows;
  const [, field = '', way] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/i.exec(text) ?? [];
  if (!fields.includes(field)) throw refusal(text);
  const sign = way?.toLowerCase() === 'desc' ? -1 : 1;
  return rows.toSorted((a, b) => sign * orderOf(words(a[field]), words(b[field])));
}

function fieldOf(reader: Reader): string {
  const field = next(reader);
  if (!reader.fields.includes(field)) throw refusal(reader.text);
  return field;
}

function literal(text: string): string {
  return text.startsWith("'") ? text.slice(1, -1).replaceAll("''", "'") : text;
}

function words(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}

function next(reader: Reader): string {
  const found = reader.tokens[reader.at];
  if (found === undefined) throw refusal(reader.text);
  reader.at += 1;
  return found;
}

function accept(reader: Reader, word: string): boolean {
  if (reader.tokens[reader.at]?.toLowerCase() !== word) return false;
  reader.at += 1;
  return true;
}

function expect(reader: Reader, word: string): void {
  if (!accept(reader, word)) throw refusal(reader.text);
}

function whole(text: string | null, name: string): number | null {
  if (text === null) return null;
  if (!/^\d+$/.test(text)) throw new DefenderError(400, 'ODataError', `The value of ${name} is not valid.`);
  return Number(text);
}

function refusal(text: string): DefenderError {
  return new DefenderError(400, 'ODataError', `The query '${text}' is not valid.`);
}
