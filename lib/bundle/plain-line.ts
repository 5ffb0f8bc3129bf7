/** One line of what a bundle may have brought: what a terminal would obey, or an eye not see, is written out. */
export function plainLine(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu,
    (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`,
  );
}
