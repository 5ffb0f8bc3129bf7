/** One word of a command line. A quoted one is never read as a parameter's name. */
export interface Token {
  readonly text: string;
  readonly quoted: boolean;
}

export interface TokenisedLine {
  readonly tokens: readonly Token[];
  readonly intoFile: string | null;
  readonly background: boolean;
}

const longestLine = 4_096;

/**
 * The words of one line, or why it cannot be read. A backslash is an ordinary character, because paths are full of
 * them; `"` quotes anywhere in a word and `'` at its beginning, and doubling a mark inside its quotes means the mark
 * itself. `> file` and a trailing `&` are taken off; nothing else has a shell's meaning.
 */
export function tokenise(line: string): TokenisedLine | { readonly refusal: string } {
  if (line.length > longestLine) return { refusal: `A command line has at most ${longestLine} characters.` };
  if (/[^\P{Cc}\t]/u.test(line)) return { refusal: 'A command is one line without control characters.' };
  const words = readWords(line);
  return 'refusal' in words ? words : takeOperators(words.words);
}

/** A word as it must be typed so that it is read back unchanged. */
export function quoteWord(word: string): string {
  const plain = /^[\p{L}\p{N}_.:\\/@%+=,~#-]+$/u.test(word) && !word.startsWith('-');
  return plain ? word : `"${word.replaceAll('"', '""')}"`;
}

interface Word extends Token {
  readonly operator: '>' | '&' | null;
}

function readWords(line: string): { readonly words: readonly Word[] } | { readonly refusal: string } {
  const words: Word[] = [];
  let at = 0;
  while (at < line.length) {
    const sign = line.charAt(at);
    if (isBlank(sign)) at += 1;
    else if (sign === '>') {
      words.push({ text: sign, quoted: false, operator: '>' });
      at += 1;
    } else {
      const read = readWord(line, at);
      if ('refusal' in read) return read;
      words.push(...read.words);
      at = read.end;
    }
  }
  return { words };
}

type ReadWord = { readonly words: readonly Word[]; readonly end: number } | { readonly refusal: string };

function readWord(line: string, start: number): ReadWord {
  let text = '';
  let quoted = false;
  let at = start;
  while (at < line.length) {
    const sign = line.charAt(at);
    if (sign === '"' || (sign === "'" && at === start)) {
      const inner = readQuoted(line, at);
      if (inner === null)
        return { refusal: `The quotation mark at position ${at + 1} is opened and not closed.` };
      text += inner.text;
      quoted = true;
      at = inner.end;
    } else if (isBlank(sign) || sign === '>') break;
    else if (sign === '|' || (sign === ';' && endsWord(line, at + 1))) {
      return {
        refusal: `A line holds one command: “${sign}” joins none. Put “${sign}” in quotation marks if it belongs to a name.`,
      };
    } else if (sign === '&' && line.slice(at + 1).trim() === '') {
      const before = text === '' && !quoted ? [] : [{ text, quoted, operator: null }];
      return { words: [...before, { text: '&', quoted: false, operator: '&' }], end: line.length };
    } else {
      text += sign;
      at += 1;
    }
  }
  return { words: [{ text, quoted, operator: null }], end: at };
}

/** The text between a mark and its closing one; null: it is not closed. */
function readQuoted(line: string, start: number): { readonly text: string; readonly end: number } | null {
  const mark = line.charAt(start);
  let text = '';
  let at = start + 1;
  while (at < line.length) {
    if (line.charAt(at) !== mark) text += line.charAt(at);
    else if (line.charAt(at + 1) === mark) {
      text += mark;
      at += 1;
    } else return { text, end: at + 1 };
    at += 1;
  }
  return null;
}

function takeOperators(words: readonly Word[]): TokenisedLine | { readonly refusal: string } {
  const background = words.at(-1)?.operator === '&';
  const rest = background ? words.slice(0, -1) : words;
  const pipe = rest.findIndex((word) => word.operator === '>');
  if (pipe < 0) return { tokens: rest, intoFile: null, background };
  const [name, ...more] = rest.slice(pipe + 1);
  if (name === undefined || name.operator !== null || more.length > 0) {
    return { refusal: 'After “>” stands one file name and nothing more, as in: processes > processes.txt' };
  }
  if (!isFileName(name.text)) {
    return {
      refusal: 'After “>” stands a plain file name: letters, digits, space, dot, - and _, no folder.',
    };
  }
  return { tokens: rest.slice(0, pipe), intoFile: name.text, background };
}

function isFileName(name: string): boolean {
  return /^[\p{L}\p{N}_-][\p{L}\p{N} ._-]{0,119}$/u.test(name);
}

function endsWord(line: string, at: number): boolean {
  return at >= line.length || isBlank(line.charAt(at));
}

function isBlank(sign: string): boolean {
  return /\s/u.test(sign);
}
