import { Blob, ClusterLevel, Face, Font, Buffer as ShapedText, shape } from 'harfbuzzjs';

/** A font as PDFKit's reader has it open, as far as its texts are shaped here. */
export interface ShapedFont {
  readonly layout: (text: string) => unknown;
  getGlyph(id: number, codePoints: readonly number[]): unknown;
}

/** What PDFKit's reader gives for a text, in units of the font. */
interface GlyphRun {
  readonly glyphs: readonly unknown[];
  readonly positions: readonly GlyphPlace[];
  readonly advanceWidth: number;
}

interface GlyphPlace {
  readonly xAdvance: number;
  readonly yAdvance: number;
  readonly xOffset: number;
  readonly yOffset: number;
}

/** HarfBuzz's memory is its own: one copy of a font in it, and one text at a time. */
const shapers = new WeakMap<Uint8Array, Font>();
const shaped = new ShapedText();

/**
 * Lets HarfBuzz choose and place the glyphs of this font, as browsers do: PDFKit's reader fails in many scripts. The same text
 * gives the same glyphs on every machine: no locale is asked. Changes the opened font alone. In: the bytes it was opened from.
 */
export function shapeAsBrowsersDo(font: ShapedFont, bytes: Uint8Array): void {
  const shaper = shapers.get(bytes) ?? new Font(new Face(new Blob(new Uint8Array(bytes).buffer)));
  shapers.set(bytes, shaper);
  Object.defineProperty(font, 'layout', { value: (text: string) => glyphRun(font, shaper, text) });
}

function glyphRun(font: ShapedFont, shaper: Font, text: string): GlyphRun {
  shaped.reset();
  shaped.setClusterLevel(ClusterLevel.MONOTONE_GRAPHEMES);
  shaped.addText(text);
  shaped.guessSegmentProperties(); // script and direction, by the letters
  shaped.setLanguage('und');
  shape(shaper, shaped);
  const infos = shaped.getGlyphInfos();
  const positions = shaped.getGlyphPositions().map(({ xAdvance, yAdvance, xOffset, yOffset }) => ({
    ...{ xAdvance, yAdvance, xOffset, yOffset },
  }));
  const meanings = lettersOf(
    text,
    infos.map(({ cluster }, i) => ({ cluster, width: positions[i]?.xAdvance ?? 0 })),
  );
  return {
    glyphs: infos.map(({ codepoint }, i) => font.getGlyph(codepoint, meanings[i] ?? [])),
    positions,
    get advanceWidth() {
      return positions.reduce((sum, { xAdvance }) => sum + xAdvance, 0); // PDFKit scales the places first
    },
  };
}

interface Drawn {
  readonly cluster: number; // where its letters begin in the text
  readonly width: number;
}

/** The letters that each glyph stands for: the widest of a cluster tells them all, and dots and marks beside it none. */
function lettersOf(text: string, glyphs: readonly Drawn[]): readonly (readonly number[])[] {
  const starts = [...new Set(glyphs.map(({ cluster }) => cluster))].sort((a, b) => a - b);
  const ends = new Map(starts.map((start, i) => [start, starts[i + 1] ?? text.length]));
  const telling = new Map<number, Drawn>();
  for (const glyph of glyphs) {
    const widest = telling.get(glyph.cluster);
    if (widest === undefined || glyph.width > widest.width) telling.set(glyph.cluster, glyph);
  }
  return glyphs.map((glyph) => {
    if (telling.get(glyph.cluster) !== glyph) return [];
    return [...text.slice(glyph.cluster, ends.get(glyph.cluster))].map((char) => char.codePointAt(0) ?? 0);
  });
}
