import { QueryError } from './query-error.ts';
import type { QueryToken } from './query-tokens.ts';

/** Tokens one after another. */
export interface TokenReader {
  peek(): QueryToken;
  next(): QueryToken;
  /** Steps over the sign or word if it is next. */
  accept(text: string): boolean;
  /** Steps over it. Throws QueryError if something else is next. */
  expect(text: string): void;
}

export function tokenReader(tokens: readonly QueryToken[]): TokenReader {
  let at = 0;
  const peek = (): QueryToken => tokens[at] ?? { kind: 'end', text: '', at: 0 };
  const accept = (text: string): boolean => {
    const { kind, text: found } = peek();
    if ((kind !== 'sign' && kind !== 'word') || found !== text) return false;
    at += 1;
    return true;
  };
  return {
    peek,
    next() {
      const token = peek();
      if (token.kind !== 'end') at += 1;
      return token;
    },
    accept,
    expect(text) {
      if (!accept(text)) throw unexpected(peek(), `'${text}'`);
    },
  };
}

export function unexpected(token: QueryToken, wanted: string): QueryError {
  const found = token.kind === 'end' ? 'the end of the query' : `'${token.text}'`;
  return new QueryError(`Expected ${wanted}, found ${found}.`, token.at);
}
