import { linesInPlainSight } from '../../custody/plain-sight.ts';
import { clustersOf, composed, partsAsDrawn, wholesOf, withoutPiles } from './clusters.ts';
import { type FontPicker, type FontRun, fontPicker } from './font-picker.ts';
import type { FontStyle } from './report-fonts.ts';
import { drawsOutOfOrder, isShaped } from './script-fonts.ts';
import { drawTold } from './told-text.ts';
import { visualOrder } from './visual-order.ts';

type Pdf = PDFKit.PDFDocument;

export interface TextLook {
  readonly style: FontStyle;
  readonly size: number; // points
  readonly faint?: boolean; // what is not there
}

const colours = { ink: '#000000', faint: '#5c5c5c' } as const;
/** Stands for the end of a line that a person wrote: their next line cannot pass for one of ours. */
const lineEnd = ' ¶ ';

/** Breaks text into lines and draws them, whatever its script. */
export interface LineWriter {
  /** Lines no wider than `width` points. What an eye would not see is written out. */
  linesOf(text: string, look: TextLook, width: number): readonly string[];
  draw(line: string, look: TextLook, x: number, y: number): void;
}

export function lineWriter(pdf: Pdf): LineWriter {
  const picker = fontPicker(pdf);
  const measured = new Map<string, number>();
  const widthOf = (text: string, look: TextLook): number => {
    const key = `${look.style}${look.size}${text}`;
    const known = measured.get(key);
    if (known !== undefined) return known;
    const width = runsIn(picker, text, look)
      .map((run) => pdf.font(run.font, look.size).widthOfString(run.drawn))
      .reduce((sum, one) => sum + one, 0);
    measured.set(key, width);
    return width;
  };
  return {
    linesOf: (text, look, width) =>
      withoutPiles(linesInPlainSight(text))
        .replaceAll('\t', '    ')
        .replaceAll('\n', look.style === 'exact' ? '\n' : lineEnd)
        .split('\n')
        .flatMap((paragraph) => wrapped(paragraph, width, (piece) => widthOf(piece, look))),
    draw(line, look, x, y) {
      let at = x;
      pdf.fillColor(look.faint === true ? colours.faint : colours.ink);
      const runs = runsIn(picker, line, look);
      for (const [i, { font, text, drawn }] of runs.entries()) {
        const draw = () =>
          pdf
            .font(font, look.size)
            .text(drawn, at, y + look.size, { lineBreak: false, baseline: 'alphabetic' });
        if (drawsOutOfOrder(font) || isReadOtherwise(text, drawn)) drawTold(pdf, text, draw);
        else draw();
        if (i < runs.length - 1) at += pdf.widthOfString(drawn);
      }
    },
  };
}

interface DrawnRun extends FontRun {
  readonly drawn: string; // as its font takes it, from left to right where that shapes nothing
}

/** In drawing order, each piece with the font that has it. */
function runsIn(picker: FontPicker, line: string, { style }: TextLook): readonly DrawnRun[] {
  return visualOrder(line).flatMap(({ text, reversed }) => {
    const runs = picker.runsOf(text, style).map((run) => ({ ...run, drawn: asDrawn(run, reversed) }));
    return reversed ? runs.toReversed() : runs;
  });
}

function asDrawn({ text, font }: FontRun, reversed: boolean): string {
  if (isShaped(font)) return partsAsDrawn(text);
  const one = composed(text);
  return reversed ? wholesOf(one).toReversed().join('') : one;
}

/** Letters that a reader of the file would take for others; Arabic ones and their like it turns around itself. */
function isReadOtherwise(text: string, drawn: string): boolean {
  return drawn !== text && /\p{L}/u.test(text) && !/[\u0590-\u07bf\ufb1d-\ufdff\ufe70-\ufefc]/.test(text);
}

function wrapped(paragraph: string, width: number, widthOf: (text: string) => number): readonly string[] {
  const lines: string[] = [];
  let [line, used] = ['', 0];
  for (const word of wordsOf(paragraph, width, widthOf)) {
    const wide = widthOf(word);
    if (line !== '' && used + wide > width) {
      lines.push(line.trimEnd());
      [line, used] = ['', 0];
      if (word.trim() === '') continue;
    }
    line += word;
    used += wide;
  }
  return [...lines, line.trimEnd()];
}

/** Words and the spaces between them; one that is wider than a line in parts that are not, of a path by its names. */
function wordsOf(paragraph: string, width: number, widthOf: (text: string) => number): readonly string[] {
  const narrow = (word: string) => widthOf(word) <= width;
  const words = (paragraph.match(/ +|[^ ]+/g) ?? []).flatMap((word) =>
    narrow(word) ? [word] : word.split(/(?<=\/)(?=[^/])/),
  );
  return words.flatMap((word) => {
    if (narrow(word)) return [word];
    const parts: string[] = [];
    let part = '';
    for (const cluster of clustersOf(word)) {
      if (part !== '' && widthOf(part + cluster) > width) {
        parts.push(part);
        part = '';
      }
      part += cluster;
    }
    return [...parts, part];
  });
}
