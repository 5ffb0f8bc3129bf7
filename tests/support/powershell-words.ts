/** The code of a PowerShell script without its strings and comments, and what it does not close. */
export interface PowershellCode {
  readonly code: string;
  readonly unclosed: readonly string[];
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * As much of PowerShell's grammar as our scripts use: `#` comments, single-quoted strings with doubled marks,
 * double-quoted ones with backtick escapes, brackets. No parser of PowerShell runs here, so nothing more is claimed.
 */
export function powershellCode(script: string): PowershellCode {
  const parts = /#[^\n]*|'(?:[^']|'')*'|"(?:[^"`]|`.)*"|[^#'"]+|['"]/gsu;
  const pieces = script.match(parts) ?? [];
  const code = pieces
    .map((piece) => (piece.startsWith('#') ? '' : /^(['"]).+\1$|^''$|^""$/su.test(piece) ? "''" : piece))
    .join('');
  return { code, unclosed: unclosedIn(code) };
}

function unclosedIn(code: string): readonly string[] {
  const open: string[] = [];
  for (const sign of code.replaceAll("''", '')) {
    if (sign in closing) open.push(sign);
    else if (Object.values(closing).includes(sign)) {
      const last = open.pop();
      if (last === undefined || closing[last] !== sign) return [...open, `${last ?? 'nothing'} … ${sign}`];
    } else if (sign === "'" || sign === '"') return [...open, sign];
  }
  return open;
}
