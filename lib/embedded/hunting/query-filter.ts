import type { HuntingColumn, HuntingRow } from './hunting-table.ts';
import { QueryError } from './query-error.ts';
import { readScalar, type Scalar, wordsOf } from './query-values.ts';
import { type TokenReader, unexpected } from './token-reader.ts';

type Test = (row: HuntingRow) => boolean;

/** A condition: comparisons joined by and, or, not and brackets. Throws QueryError. */
export function readFilter(reader: TokenReader, columns: readonly HuntingColumn[], now: Date): Test {
  const tests = [readAll(reader, columns, now)];
  while (reader.accept('or')) tests.push(readAll(reader, columns, now));
  return (row) => tests.some((test) => test(row));
}

function readAll(reader: TokenReader, columns: readonly HuntingColumn[], now: Date): Test {
  const tests = [readOne(reader, columns, now)];
  while (reader.accept('and')) tests.push(readOne(reader, columns, now));
  return (row) => tests.every((test) => test(row));
}

function readOne(reader: TokenReader, columns: readonly HuntingColumn[], now: Date): Test {
  if (reader.accept('not')) {
    reader.expect('(');
    const test = readFilter(reader, columns, now);
    reader.expect(')');
    return (row) => !test(row);
  }
  if (reader.accept('(')) {
    const test = readFilter(reader, columns, now);
    reader.expect(')');
    return test;
  }
  for (const [name, wanted] of [
    ['isnotempty', true],
    ['isempty', false],
  ] as const)
    if (reader.accept(name)) {
      reader.expect('(');
      const inner = readScalar(reader, columns, now);
      reader.expect(')');
      return (row) => (wordsOf(inner(row)) !== '') === wanted;
    }
  const left = readScalar(reader, columns, now);
  return readComparison(reader, columns, now, left);
}

function readComparison(
  reader: TokenReader,
  columns: readonly HuntingColumn[],
  now: Date,
  left: Scalar,
): Test {
  const operator = reader.next();
  if (operator.text === 'in' || operator.text === 'has_any') {
    const compare = operator.text === 'in' ? same : has;
    const list = readList(reader, columns, now);
    return (row) => list.some((one) => compare(left(row), one(row)));
  }
  const compare = Object.hasOwn(comparisons, operator.text) ? comparisons[operator.text] : undefined;
  if (compare === undefined) {
    if (operator.kind === 'word') throw new QueryError(`Unknown operator: '${operator.text}'.`, operator.at);
    throw unexpected(operator, 'an operator');
  }
  const right = readScalar(reader, columns, now);
  return (row) => compare(left(row), right(row));
}

function readList(reader: TokenReader, columns: readonly HuntingColumn[], now: Date): readonly Scalar[] {
  reader.expect('(');
  const list = [readScalar(reader, columns, now)];
  while (reader.accept(',')) list.push(readScalar(reader, columns, now));
  reader.expect(')');
  return list;
}

/** Equality regards the case of letters, the words for parts of a text do not. Source: Kusto, string operators. */
const comparisons: Readonly<Record<string, (left: unknown, right: unknown) => boolean>> = {
  '==': same,
  '!=': (left, right) => !same(left, right),
  '=~': (left, right) => low(left) === low(right),
  '!~': (left, right) => low(left) !== low(right),
  '>': (left, right) => order(left, right) > 0,
  '>=': (left, right) => order(left, right) >= 0,
  '<': (left, right) => order(left, right) < 0,
  '<=': (left, right) => order(left, right) <= 0,
  contains: (left, right) => low(left).includes(low(right)),
  startswith: (left, right) => low(left).startsWith(low(right)),
  endswith: (left, right) => low(left).endsWith(low(right)),
  has,
};

function same(left: unknown, right: unknown): boolean {
  return right instanceof Date ? order(left, right) === 0 : wordsOf(left) === wordsOf(right);
}

/** A whole term within the text. */
function has(left: unknown, right: unknown): boolean {
  const term = wordsOf(right).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![A-Za-z0-9])${term}(?![A-Za-z0-9])`, 'i').test(wordsOf(left));
}

export function order(left: unknown, right: unknown): number {
  if (right instanceof Date) return Date.parse(wordsOf(left)) - right.getTime();
  if (typeof right === 'number') return Number(left) - right;
  return wordsOf(left) < wordsOf(right) ? -1 : wordsOf(left) > wordsOf(right) ? 1 : 0;
}

function low(value: unknown): string {
  return wordsOf(value).toLowerCase();
}
