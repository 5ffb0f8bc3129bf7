import type { HuntingColumn, HuntingRow } from './hunting-table.ts';
import { QueryError } from './query-error.ts';
import { type TokenReader, unexpected } from './token-reader.ts';

/** A value worked out for each row. */
export type Scalar = (row: HuntingRow) => unknown;

const spanMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
const textFunctions: Readonly<Record<string, (value: unknown) => unknown>> = {
  tostring: wordsOf,
  tolower: (value) => wordsOf(value).toLowerCase(),
  toupper: (value) => wordsOf(value).toUpperCase(),
  parse_json: (value) => (typeof value === 'string' ? JSON.parse(value) : value),
  todynamic: (value) => (typeof value === 'string' ? JSON.parse(value) : value),
};

/** A literal, a column with its fields, or one of the few functions. Throws QueryError. */
export function readScalar(reader: TokenReader, columns: readonly HuntingColumn[], now: Date): Scalar {
  const token = reader.next();
  switch (token.kind) {
    case 'text':
      return () => token.text;
    case 'number':
      return () => Number(token.text);
    case 'word':
      return reader.peek().text === '(' && reader.peek().kind === 'sign'
        ? readCall(reader, columns, now, token)
        : readFields(reader, columnOrLiteral(columns, token));
    case 'span':
    case 'sign':
    case 'end':
      throw unexpected(token, 'a value');
  }
}

function columnOrLiteral(
  columns: readonly HuntingColumn[],
  token: { readonly text: string; readonly at: number },
): Scalar {
  if (token.text === 'true' || token.text === 'false') return () => token.text === 'true';
  if (!columns.some((one) => one.name === token.text))
    throw new QueryError(`Failed to resolve column or scalar expression named '${token.text}'.`, token.at);
  return (row) => row[token.text];
}

/** RawEventData.DeviceName and the like. */
function readFields(reader: TokenReader, of: Scalar): Scalar {
  let value = of;
  while (reader.accept('.')) {
    const field = reader.next();
    if (field.kind !== 'word') throw unexpected(field, 'the name of a field');
    const whole = value;
    value = (row) => {
      const found = whole(row);
      return typeof found === 'object' && found !== null ? (found as HuntingRow)[field.text] : null;
    };
  }
  return value;
}

function readCall(
  reader: TokenReader,
  columns: readonly HuntingColumn[],
  now: Date,
  name: { readonly text: string; readonly at: number },
): Scalar {
  reader.expect('(');
  const scalar = callOf(reader, columns, now, name);
  reader.expect(')');
  return readFields(reader, scalar);
}

function callOf(
  reader: TokenReader,
  columns: readonly HuntingColumn[],
  now: Date,
  { text, at }: { readonly text: string; readonly at: number },
): Scalar {
  if (text === 'now') return () => now;
  if (text === 'ago') {
    const span = reader.next();
    if (span.kind !== 'span') throw unexpected(span, 'a timespan');
    const [, number = '', unit = ''] = /^([\d.]+)(\w+)$/.exec(span.text) ?? [];
    const then = new Date(now.getTime() - Number(number) * (spanMs[unit] ?? 0));
    return () => then;
  }
  if (text === 'datetime') return readTime(reader);
  const apply = Object.hasOwn(textFunctions, text) ? textFunctions[text] : undefined;
  if (apply === undefined) throw new QueryError(`Unknown function: '${text}'.`, at);
  const inner = readScalar(reader, columns, now);
  return (row) => apply(inner(row));
}

/** datetime(2026-11-22T10:00:00Z): its words, put together again. */
function readTime(reader: TokenReader): Scalar {
  const first = reader.peek();
  let text = '';
  while (reader.peek().text !== ')' && reader.peek().kind !== 'end') text += reader.next().text;
  const at = Date.parse(text.includes('T') || text.length <= 10 ? text : text.replace(/^(.{10})/, '$1T'));
  if (Number.isNaN(at)) throw unexpected(first, 'a moment');
  return () => new Date(at);
}

export function wordsOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
