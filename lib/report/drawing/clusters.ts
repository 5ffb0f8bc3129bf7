const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Letters that are each a cluster of their own: nearly everything that is printed. */
const plain = /^[\x20-\x7e\u00a0-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e]*$/;
const parts = /\P{M}\p{M}+|[\u1100-\u11ff]{2,}/gu;
const piles = /(\p{M}{4})(\p{M}+)/gu; // no spelling sets more on one letter

/** A sign that joins the letter before it to the one after: viramas of the scripts whose letters join into one. */
const joins =
  /[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d][\u200c\u200d]?$|\u0dca\u200d$|[\u17d2\u1039\u1b44\u1bab\ua806\ua82c\ua9c0\uaaf6\u{11442}]$/u;
/** Spaces inside a Mongolian word, which choose the form of the letter behind them. */
const inWord = /^[\u180e\u202f]$/;
const mongolian = /^[\u1820-\u18aa]/;

/**
 * What stands together in one line and one font: a letter with its marks, and letters that join into one. Pure. In: text
 * without control characters. Source: Unicode Standard Annex 29.
 */
export function clustersOf(text: string): readonly string[] {
  if (plain.test(text)) return [...text];
  const clusters: string[] = [];
  for (const { segment } of letters.segment(text)) {
    const last = clusters.at(-1);
    const isOne =
      last !== undefined &&
      ((joins.test(last) && /^\p{L}/u.test(segment)) ||
        (inWord.test(last) && mongolian.test(segment)) ||
        /^\p{Mc}/u.test(segment));
    if (isOne) clusters[clusters.length - 1] = last + segment;
    else clusters.push(segment);
  }
  return clusters;
}

/** Marks that nobody could read any more, piled on one letter: those are written out, and touch no other line. */
export function withoutPiles(text: string): string {
  if (plain.test(text)) return text;
  return text.replace(piles, (_, kept: string, piled: string) => kept + [...piled].map(writtenOut).join(''));
}

/** A character as its number: what no eye could tell. */
export function writtenOut(char: string): string {
  return `\\u{${char.codePointAt(0)?.toString(16) ?? ''}}`;
}

/** Clusters, and characters that stand there as their numbers: what no change of order takes apart. */
export function wholesOf(text: string): readonly string[] {
  return text.split(/(\\u\{[0-9a-f]+\})/).flatMap((one, i) => (i % 2 === 1 ? [one] : clustersOf(one)));
}

/**
 * Thai and Lao write one vowel of two parts around the tone mark above; fonts want the parts apart. Source: Unicode
 * Standard 17.0, chapter 16.1 (U+0E33) and 16.2 (U+0EB3).
 */
export function partsAsDrawn(text: string): string {
  return text
    .replace(/([\u0e48-\u0e4b]*)\u0e33/g, '\u0e4d$1\u0e32')
    .replace(/([\u0ec8-\u0ecb]*)\u0eb3/g, '\u0ecd$1\u0eb2');
}

/**
 * The one character for a letter and its marks, or for the parts of a Korean syllable, where there is one: macOS names files
 * in parts. What looks different stays as it is. Source: Unicode Standard Annex 15 (NFC).
 */
export function composed(text: string): string {
  return plain.test(text) ? text : text.replace(parts, (one) => one.normalize('NFC'));
}
