import { QueryError } from './query-error.ts';

export interface QueryToken {
  readonly kind: 'word' | 'text' | 'number' | 'span' | 'sign' | 'end';
  readonly text: string; // of a text: what it says
  readonly at: number;
}

const patterns: readonly (readonly [QueryToken['kind'] | null, RegExp])[] = [
  [null, /(?:\s+|\/\/[^\n]*)/y],
  ['text', /@?"(?:[^"\\\n]|\\.)*"|@?'(?:[^'\\\n]|\\.)*'/y],
  ['span', /\d+(?:\.\d+)?(?:ms|[dhms])\b/y],
  ['number', /-?\d+(?:\.\d+)?/y],
  ['word', /[A-Za-z_]\w*(?:-[A-Za-z]\w*)*/y],
  ['sign', /==|!=|=~|!~|<=|>=|[|(),.<>=;[\]]/y],
];

/** The words of a query. Throws QueryError where none begins. */
export function queryTokens(query: string): readonly QueryToken[] {
  const tokens: QueryToken[] = [];
  for (let at = 0; at < query.length; ) {
    const [kind, found] = firstAt(query, at);
    if (kind !== null) tokens.push({ kind, text: kind === 'text' ? unquoted(found) : found, at });
    at += found.length;
  }
  return [...tokens, { kind: 'end', text: '', at: query.length }];
}

function firstAt(query: string, at: number): readonly [QueryToken['kind'] | null, string] {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const found = pattern.exec(query)?.[0];
    if (found !== undefined) return [kind, found];
  }
  throw new QueryError(`Unexpected '${query.charAt(at)}'.`, at);
}

/** With @, a backslash is itself. */
function unquoted(literal: string): string {
  if (literal.startsWith('@')) return literal.slice(2, -1);
  const signs: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
  return literal.slice(1, -1).replace(/\\(.)/g, (_, sign: string) => signs[sign] ?? sign);
}
