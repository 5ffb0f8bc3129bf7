/**
 * A text of a device as anybody may see it: what a terminal, a browser or a reader's eye would obey or not see (control,
 * format, private and lone surrogate characters) is written out as \u{…}. Line ends and tabs too.
 */
export function inPlainSight(text: string): string {
  return text.replace(/[\p{C}\u2028\u2029]/gu, (one) => `\\u{${one.codePointAt(0)?.toString(16) ?? ''}}`);
}

/** As `inPlainSight`, but lines and tabs stay, for a text that is shown as a block. */
export function linesInPlainSight(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.split('\t').map(inPlainSight).join('\t'))
    .join('\n');
}
