/** PDFKit's font as it writes one into a file. */
export interface WritingFont {
  readonly subset: { readonly glyphs: number[] };
  readonly unicode: (readonly number[])[];
  readonly widths: number[];
  readonly scale: number;
  readonly font: { getGlyph(id: number, codePoints?: readonly number[]): Glyph };
  layout(
    text: string,
    features?: unknown,
  ): { readonly glyphs: readonly Glyph[]; readonly positions: unknown };
  encode(text: string, features?: unknown): [string[], unknown];
}

interface Glyph {
  readonly id: number;
  readonly advanceWidth: number;
  readonly codePoints: readonly number[];
}

/**
 * Writes a glyph that is drawn for several letters once for each of them, so that a reader of the file finds the letter
 * that was meant: Arabic letters share one shape and differ in their dots. Changes the opened font alone. Source: ISO
 * 32000-1, 9.10.3 (ToUnicode).
 */
export function tellMeanings(font: WritingFont): void {
  rememberLetters(font);
  const places = new Map<string, number>();
  const placeOf = ({ id, advanceWidth, codePoints }: Glyph): number => {
    const key = `${id} ${codePoints.join(' ')}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const place = font.subset.glyphs.push(id) - 1;
    font.widths[place] = advanceWidth * font.scale;
    font.unicode[place] = codePoints;
    places.set(key, place);
    return place;
  };
  font.encode = (text, features) => {
    const { glyphs, positions } = font.layout(text, features);
    return [glyphs.map((glyph) => placeOf(glyph).toString(16).padStart(4, '0')), positions];
  };
}

/** The reader of fonts keeps with a glyph the letter that it met it at first. */
function rememberLetters({ font }: WritingFont): void {
  const getGlyph = font.getGlyph.bind(font);
  font.getGlyph = (id, codePoints) => {
    const glyph = getGlyph(id, codePoints);
    return codePoints === undefined ? glyph : Object.create(glyph, { codePoints: { value: codePoints } });
  };
}
