/** One `key:value` of a search as it was typed. `key` is null for a word that stands alone. */
export interface EventWord {
  readonly at: number; // of its first character, "-" included
  readonly valueAt: number;
  readonly key: string | null;
  readonly value: string; // without its quotes
  readonly negated: boolean;
}

/** What is wrong with a search, and where. Caught by `readEventQuery` alone. */
export class EventQueryProblem extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.name = 'EventQueryProblem';
    this.at = at;
  }
}

const blank = /\s/;
const keyBefore = /-?([A-Za-z]+):/y;

/** Takes a search apart at its blanks; within quotes a blank is part of a value. Throws EventQueryProblem. */
export function eventWordsOf(text: string): readonly EventWord[] {
  const words: EventWord[] = [];
  for (let at = 0; at < text.length; ) {
    if (blank.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    keyBefore.lastIndex = at;
    const key = keyBefore.exec(text)?.[1] ?? null;
    const valueAt = key === null ? at : keyBefore.lastIndex;
    const { value, end } = valueFrom(text, valueAt);
    words.push({
      at,
      valueAt,
      key: key?.toLowerCase() ?? null,
      value,
      negated: key !== null && text.charAt(at) === '-',
    });
    at = end;
  }
  return words;
}

function valueFrom(text: string, at: number): { readonly value: string; readonly end: number } {
  const { value, end } = text.charAt(at) === '"' ? quotedFrom(text, at) : plainFrom(text, at);
  if (value.includes('\u0000') || !value.isWellFormed())
    throw new EventQueryProblem(at, 'This holds half a character, or one that nothing can be called.');
  return { value, end };
}

function plainFrom(text: string, at: number): { readonly value: string; readonly end: number } {
  let end = at;
  while (end < text.length && !blank.test(text.charAt(end))) {
    if (text.charAt(end) === '"')
      throw new EventQueryProblem(end, 'A quote begins a value or ends it. Within quotes it is written \\".');
    end += 1;
  }
  return { value: text.slice(at, end), end };
}

function quotedFrom(text: string, at: number): { readonly value: string; readonly end: number } {
  let value = '';
  for (let next = at + 1; next < text.length; next += 1) {
    const char = text.charAt(next);
    if (char === '"') {
      if (next + 1 < text.length && !blank.test(text.charAt(next + 1)))
        throw new EventQueryProblem(next + 1, 'A blank is missing after the quote.');
      return { value, end: next + 1 };
    }
    if (char === '\\') next += 1;
    value += text.charAt(next);
  }
  throw new EventQueryProblem(at, 'This quote is not closed.');
}

/** A value as it is typed: in quotes where it needs them. */
export function quotedWhereNeeded(value: string): string {
  return /[\s"]/.test(value) || value === '' ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : value;
}
