import { matchesAction } from './action-pattern.ts';

/**
 * Whether a condition certainly lets an action through. Only what it says of actions is weighed; what depends on the
 * request or the resource is unknown, and so is a text that cannot be read. Never a plain no: a condition that we
 * misread must not hide a holder.
 * Source: Microsoft, Azure role assignment condition format and syntax.
 */
export function conditionHolds(condition: string | null, action: string): 'yes' | 'perhaps' {
  if (condition === null || condition.trim() === '') return 'yes';
  const tokens = tokensOf(condition);
  if (tokens === null || tokens.length > mostTokens) return 'perhaps';
  const reader: Reader = { tokens, at: 0, action };
  const value = either(reader);
  return value === true && reader.at === tokens.length ? 'yes' : 'perhaps';
}

const mostTokens = 2000; // Azure allows 8 KiB; deeper nesting than this is nobody's condition

type Truth = boolean | 'unknown';

interface Reader {
  readonly tokens: readonly string[];
  at: number;
  readonly action: string;
}

function tokensOf(condition: string): readonly string[] | null {
  const token = /\s+|&&|\|\||[()!]|\{[^}]*\}|\[[^\]]*\]|'[^']*'|[^\s()!{}[\]'&|]+/gy;
  const tokens: string[] = [];
  let end = 0;
  for (const match of condition.matchAll(token)) {
    end = match.index + match[0].length;
    if (match[0].trim() !== '') tokens.push(match[0]);
  }
  return end === condition.length ? tokens : null;
}

function either(reader: Reader): Truth {
  let value = both(reader);
  while (takes(reader, ['or', '||'])) value = orOf(value, both(reader));
  return value;
}

function both(reader: Reader): Truth {
  let value = one(reader);
  while (takes(reader, ['and', '&&'])) value = andOf(value, one(reader));
  return value;
}

function one(reader: Reader): Truth {
  if (takes(reader, ['!', 'not'])) return notOf(one(reader));
  if (takes(reader, ['('])) {
    const value = either(reader);
    return takes(reader, [')']) ? value : 'unknown';
  }
  if (takes(reader, ['actionmatches'])) return actionMatches(reader);
  return comparison(reader);
}

function actionMatches(reader: Reader): Truth {
  const patterns = reader.tokens[reader.at]?.match(/'[^']*'/g) ?? null;
  if (patterns === null) return comparison(reader);
  reader.at += 1;
  return patterns.some((quoted) => matchesAction(quoted.slice(1, -1), reader.action));
}

/** Attributes, operators and values up to the next connective: nothing that can be decided here. */
function comparison(reader: Reader): Truth {
  while (reader.at < reader.tokens.length && !isNext(reader, ['and', '&&', 'or', '||', ')'])) reader.at += 1;
  return 'unknown';
}

function takes(reader: Reader, words: readonly string[]): boolean {
  if (!isNext(reader, words)) return false;
  reader.at += 1;
  return true;
}

function isNext(reader: Reader, words: readonly string[]): boolean {
  return words.includes(reader.tokens[reader.at]?.toLowerCase() ?? '');
}

function orOf(a: Truth, b: Truth): Truth {
  if (a === true || b === true) return true;
  return a === false && b === false ? false : 'unknown';
}

function andOf(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === true && b === true ? true : 'unknown';
}

function notOf(a: Truth): Truth {
  return a === 'unknown' ? a : !a;
}
