import { type FontStyle, fontBytes, fontFiles } from './report-fonts.ts';

type Pdf = PDFKit.PDFDocument;

/** A piece of text that one font draws. */
export interface FontRun {
  readonly text: string;
  readonly font: string;
}

/** Finds the font of each character, opening no file before it is needed. */
export interface FontPicker {
  /** Of text without control characters; what no font has is written out as \u{…}. */
  runsOf(text: string, style: FontStyle): readonly FontRun[];
}

/** Most of what is printed: the first font of every style has these. */
const plain = /^[\x20-\x7e]*$/;

/** PDFKit's own font behind its name: what tells which characters it has. */
interface OpenedFont {
  readonly _font: { readonly font: { hasGlyphForCodePoint(codePoint: number): boolean } };
}

export function fontPicker(pdf: Pdf): FontPicker {
  const opened = new Map<string, OpenedFont['_font']['font']>();
  const chosen = new Map<string, string | null>();
  const open = (file: string) => {
    const known = opened.get(file);
    if (known !== undefined) return known;
    pdf.registerFont(file, fontBytes(file));
    pdf.font(file);
    const { font } = (pdf as unknown as OpenedFont)._font;
    opened.set(file, font);
    return font;
  };
  const fontOf = (char: string, style: FontStyle): string | null => {
    const key = `${style}${char}`;
    const known = chosen.get(key);
    if (known !== undefined) return known;
    const found =
      fontFiles[style].find((file) => open(file).hasGlyphForCodePoint(char.codePointAt(0) ?? 0)) ?? null;
    chosen.set(key, found);
    return found;
  };
  for (const style of ['text', 'strong', 'exact'] as const) open(first(style));
  return {
    runsOf(text, style) {
      if (plain.test(text)) return [{ text, font: first(style) }];
      const runs: FontRun[] = [];
      for (const char of text) {
        const font = fontOf(char, style);
        // A mark stays with the letter that it is set on, if that font has it too.
        const last = runs.at(-1);
        const piece = font === null ? { text: written(char), font: first(style) } : { text: char, font };
        if (last?.font === piece.font)
          runs[runs.length - 1] = { text: last.text + piece.text, font: piece.font };
        else runs.push(piece);
      }
      return runs;
    },
  };
}

function first(style: FontStyle): string {
  return fontFiles[style][0] ?? '';
}

function written(char: string): string {
  return `\\u{${char.codePointAt(0)?.toString(16) ?? ''}}`;
}
