import { clustersOf, composed, writtenOut } from './clusters.ts';
import { tellMeanings, type WritingFont } from './glyph-meanings.ts';
import { type FontStyle, fontBytes, fontFiles, lastResorts } from './report-fonts.ts';
import { isShaped, scriptFonts } from './script-fonts.ts';
import { type ShapedFont, shapeAsBrowsersDo } from './shaped-layout.ts';

type Pdf = PDFKit.PDFDocument;

/** A piece of text that one font draws. */
export interface FontRun {
  readonly text: string;
  readonly font: string;
}

/** Finds the font of each cluster, opening no file before it is needed. */
export interface FontPicker {
  /** Of text without control characters; what no font has is written out as \u{…}. */
  runsOf(text: string, style: FontStyle): readonly FontRun[];
}

/** Most of what is printed: the first font of every style has these. */
const plain = /^[\x20-\x7e]*$/;

/** Which of several forms of a Han character is meant: no font here draws these, so each is written out. */
const chosenForms = /[\u{e0100}-\u{e01ef}]/u;

type OpenedFont = ShapedFont & { hasGlyphForCodePoint(codePoint: number): boolean };

/** PDFKit's own font behind its name: what tells which characters it has, and shapes. */
interface FontHolder {
  readonly _font: WritingFont & { readonly font: OpenedFont };
}

export function fontPicker(pdf: Pdf): FontPicker {
  const opened = new Map<string, OpenedFont>();
  const chosen = new Map<string, readonly FontRun[]>();
  const open = (file: string) => {
    const known = opened.get(file);
    if (known !== undefined) return known;
    pdf.registerFont(file, fontBytes(file));
    pdf.font(file);
    const { _font: written } = pdf as unknown as FontHolder;
    const { font } = written;
    if (isShaped(file)) {
      shapeAsBrowsersDo(font, fontBytes(file));
      tellMeanings(written);
    }
    opened.set(file, font);
    return font;
  };
  const has = (file: string, text: string) =>
    [...text].every((char) => open(file).hasGlyphForCodePoint(char.codePointAt(0) ?? 0));
  const fontOf = (text: string, style: FontStyle): string | null => {
    if (chosenForms.test(text)) return null;
    const files = [...fontFiles[style], ...scriptFonts(text, style), ...lastResorts];
    return files.find((file) => has(file, text)) ?? null;
  };
  const runsOfCluster = (cluster: string, style: FontStyle): readonly FontRun[] => {
    const key = `${style}${cluster}`;
    const known = chosen.get(key);
    if (known !== undefined) return known;
    const whole = fontOf(composed(cluster), style);
    const runs =
      whole === null
        ? [...cluster].map((char) => {
            const font = fontOf(char, style);
            return font === null ? { text: writtenOut(char), font: first(style) } : { text: char, font };
          })
        : [{ text: cluster, font: whole }];
    chosen.set(key, runs);
    return runs;
  };
  for (const style of ['text', 'strong', 'exact'] as const) open(first(style));
  return {
    runsOf(text, style) {
      if (plain.test(text)) return [{ text, font: first(style) }];
      return joined(clustersOf(text).flatMap((cluster) => runsOfCluster(cluster, style)));
    },
  };
}

function joined(pieces: readonly FontRun[]): readonly FontRun[] {
  const runs: FontRun[] = [];
  for (const piece of pieces) {
    const last = runs.at(-1);
    if (last?.font === piece.font) runs[runs.length - 1] = { text: last.text + piece.text, font: piece.font };
    else runs.push(piece);
  }
  return runs;
}

function first(style: FontStyle): string {
  return fontFiles[style][0] ?? '';
}
