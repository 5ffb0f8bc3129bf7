/** Control, format, private and surrogate characters; letters and joiners without a shape; selectors of another shape. */
const hidden = /[\p{C}\u2028\u2029\u115f\u1160\u3164\uffa0]|\u034f|\u17b4|\u17b5|\p{Variation_Selector}/gu;
/** Up to this number a selector chooses another shape of these letters. */
const varied: readonly (readonly [number, RegExp])[] = [
  [0x180f, /[\u1820-\u18aa]$/],
  [0xfe0d, /[\p{S}\p{sc=Han}\p{sc=Myanmar}\p{sc=Phags_Pa}\u3000-\u303f\uff01-\uff5e]$/u],
  [0xfe0f, /\p{Extended_Pictographic}$/u],
  [0xe01ef, /\p{sc=Han}$/u],
];
/** Signs that suppress or join letters in Indic scripts, behind which a joiner chooses the form that is seen. */
const behindVirama = /[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca]$/;
/** Letters of Arabic script that join to the next one; between two such a non-joiner is what parts them. */
const joining =
  /(?![\u0621-\u0625\u0627\u0629\u062f-\u0632\u0648\u0671-\u0673\u0675-\u0677\u0688-\u0699\u06c0-\u06cb\u06cd\u06cf\u06d2\u06d3\u06d5\u06ee\u06ef])[\u0620-\u06ff](?<=\p{L})\p{Mn}*$/u;

/**
 * A text of a device as anybody may see it: what a terminal, a browser or a reader's eye would obey or not see (control,
 * format, private and lone surrogate characters, fillers, selectors that select nothing) is written out as \u{…}. Line ends
 * and tabs too. Joiners stay where the spelling of Indic words and of Persian needs them, and the vowel separator in Mongolian
 * words. Source: RFC 5892, appendices A.1 and A.2; Unicode Standard 17.0, chapters 13.5 and 23.4.
 */
export function inPlainSight(text: string): string {
  return text.replace(hidden, (one, at: number) =>
    isSpelling(text, one, at) ? one : `\\u{${one.codePointAt(0)?.toString(16) ?? ''}}`,
  );
}

function isSpelling(text: string, joiner: string, at: number): boolean {
  if (/\p{Variation_Selector}/u.test(joiner)) return selects(text, joiner, at);
  if (joiner === '\u180e')
    return /[\u1820-\u18aa]\p{Variation_Selector}?\u180e[\u1820\u1821]$/u.test(
      text.slice(Math.max(0, at - 2), at + 2),
    );
  if (joiner !== '\u200c' && joiner !== '\u200d') return false;
  const [before, after] = [text.slice(Math.max(0, at - 8), at), text.slice(at + 1, at + 2)];
  if (behindVirama.test(before)) return /\p{L}/u.test(after);
  return joiner === '\u200c' && joining.test(before) && /[\u0620-\u06ff](?<=\p{L})/u.test(after);
}

function selects(text: string, selector: string, at: number): boolean {
  const [, letters] = varied.find(([last]) => (selector.codePointAt(0) ?? 0) <= last) ?? [];
  if (letters?.test(text.slice(Math.max(0, at - 2), at)) === true) return true;
  return /^[0-9#*]\ufe0f\u20e3/.test(text.slice(Math.max(0, at - 1), at + 2)); // a keycap
}

/** As `inPlainSight`, but lines and tabs stay, for a text that is shown as a block. */
export function linesInPlainSight(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.split('\t').map(inPlainSight).join('\t'))
    .join('\n');
}
