import { QueryError } from './query-error.ts';
import type { QueryToken } from './query-tokens.ts';

/** `let name = value;` and `let name = dynamic([…]);`: the name is read as what it stands for. Throws QueryError. */
export function withLets(tokens: readonly QueryToken[]): readonly QueryToken[] {
  const named = new Map<string, readonly QueryToken[]>();
  let at = 0;
  while (tokens[at]?.kind === 'word' && tokens[at]?.text === 'let') {
    const end = tokens.findIndex((token, place) => place > at && isSign(token, ';'));
    const name = tokens[at + 1];
    if (end < 0 || name?.kind !== 'word' || !isSign(tokens[at + 2], '='))
      throw new QueryError("Expected 'let name = value;'.", tokens[at]?.at ?? 0);
    named.set(name.text, tokensOf(tokens.slice(at + 3, end)));
    at = end + 1;
  }
  return tokens
    .slice(at)
    .flatMap((token) => (token.kind === 'word' ? named.get(token.text) : null) ?? [token]);
}

/** A list stands where a list is read: its brackets are those of the place. An empty one holds the empty text. */
function tokensOf(value: readonly QueryToken[]): readonly QueryToken[] {
  const [dynamic, open, list] = value;
  if (dynamic?.text !== 'dynamic' || !isSign(open, '(') || !isSign(list, '[')) return value;
  const inner = value.slice(3, -2);
  return inner.length > 0 ? inner : [{ kind: 'text', text: '', at: list?.at ?? 0 }];
}

function isSign(token: QueryToken | undefined, text: string): boolean {
  return token?.kind === 'sign' && token.text === text;
}
