/**
 * A device's text as a person can safely be shown it: what is invisible, steers a terminal or turns the reading
 * direction stands as its code point, "⟨U+202E⟩". Everything else is unchanged, markup too: a view escapes that itself.
 */
export function escapeControl(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (sign) => `⟨U+${codeOf(sign)}⟩`);
}

/** As `escapeControl`, but lines and tabs stay, for a text that is shown as a block. */
export function escapeControlInLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.split('\t').map(escapeControl).join('\t'))
    .join('\n');
}

function codeOf(sign: string): string {
  return (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
