import { linesInPlainSight } from '../../custody/plain-sight.ts';
import { clustersOf, partsAsDrawn, withoutPiles } from './clusters.ts';
import { type FontPicker, type FontRun, fontPicker } from './font-picker.ts';
import { drawsOutOfOrder, type FontStyle } from './report-fonts.ts';
import { drawTold } from './told-text.ts';
import { visualOrder } from './visual-order.ts';

type Pdf = PDFKit.PDFDocument;

export interface TextLook {
  readonly style: FontStyle;
  readonly size: number; // points
}

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
      .map(({ font, text: piece }) => pdf.font(font, look.size).widthOfString(partsAsDrawn(piece)))
      .reduce((sum, one) => sum + one, 0);
    measured.set(key, width);
    return width;
  };
  return {
    linesOf: (text, look, width) =>
      withoutPiles(linesInPlainSight(text))
        .replaceAll('\t', '    ')
        .split('\n')
        .flatMap((paragraph) => wrapped(paragraph, width, (piece) => widthOf(piece, look))),
    draw(line, look, x, y) {
      let at = x;
      const runs = runsIn(picker, line, look);
      for (const [i, { font, text }] of runs.entries()) {
        const drawn = partsAsDrawn(text);
        const draw = () =>
          pdf
            .font(font, look.size)
            .text(drawn, at, y + look.size, { lineBreak: false, baseline: 'alphabetic' });
        if (drawsOutOfOrder(font)) drawTold(pdf, text, draw);
        else draw();
        if (i < runs.length - 1) at += pdf.widthOfString(drawn);
      }
    },
  };
}

/** In drawing order, each piece with the font that has it. */
function runsIn(picker: FontPicker, line: string, { style }: TextLook): readonly FontRun[] {
  return visualOrder(line).flatMap(({ text, reversed }) => {
    const runs = picker.runsOf(text, style);
    return reversed ? runs.toReversed() : runs;
  });
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

/** Words and the spaces between them; a word that is wider than a line in parts that are not. */
function wordsOf(paragraph: string, width: number, widthOf: (text: string) => number): readonly string[] {
  return (paragraph.match(/ +|[^ ]+/g) ?? []).flatMap((word) => {
    if (widthOf(word) <= width) return [word];
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
