import { type LineWriter, lineWriter, type TextLook } from './line-writer.ts';

type Pdf = PDFKit.PDFDocument;

const margin = { left: 56, right: 56, top: 74, bottom: 62 };
const lineGap = 1.38; // of the size
/** Javanese and Balinese letters stand below each other, deeper than that. */
const deepLine = { letters: /[\u1b00-\u1b7f\ua980-\ua9df]/, gap: 1.9 } as const;
const hairline = { width: 0.4, colour: '#b8b8b8' } as const;

/** Writes downwards, page after page, each paragraph with its tag. */
export interface PageWriter {
  /** Everything drawn inside belongs to one part of the document's structure. */
  section(draw: () => void): void;
  paragraph(text: string, look: TextLook, place?: Place): void;
  /** A label and its value side by side; `indent` is where values begin. */
  field(label: string, value: string, looks: { readonly label: TextLook; readonly value: TextLook }): void;
  /** Points below a paragraph are left out where a page begins. */
  space(points: number): void;
  /** A thin line over the whole width. */
  rule(): void;
  /** Header and footer of every page, once all are drawn; Y is known only then. */
  furnish(draw: (lines: LineWriter, page: PageOf) => void): void;
}

export interface Place {
  readonly tag?: 'H1' | 'H2' | 'H3' | 'P' | 'Code';
  readonly indent?: number;
  readonly bullet?: boolean; // stands before it, in the indent
  readonly keepWith?: number; // points that must follow on the same page
}

export interface PageOf {
  readonly n: number;
  readonly of: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

const valueIndent = 176;

export function pageWriter(pdf: Pdf): PageWriter {
  const lines = lineWriter(pdf);
  const root = pdf.struct('Document');
  pdf.addStructure(root);
  let part: PDFKit.PDFStructureElement = root;
  let y = Number.POSITIVE_INFINITY;
  const width = () => pdf.page.width - margin.left - margin.right;
  const room = (points: number) => {
    if (pdf.bufferedPageRange().count > 0 && y + points <= pdf.page.height - margin.bottom) return;
    if (pdf.bufferedPageRange().count === 0) pdf.addPage();
    else pdf.continueOnNewPage(); // a tag that is open goes on there
    y = margin.top;
  };
  const write = (text: readonly string[], look: TextLook, x: number) => {
    for (const line of text) {
      const height = look.size * (deepLine.letters.test(line) ? deepLine.gap : lineGap);
      room(height);
      lines.draw(line, look, x, y);
      y += height;
    }
  };
  const tagged = (tag: string, draw: () => void) => {
    const element = pdf.struct(tag, {}, draw);
    part.add(element);
    element.end();
  };
  return {
    section(draw) {
      const before = part;
      part = pdf.struct('Sect');
      before.add(part);
      draw();
      part.end();
      part = before;
    },
    paragraph(text, look, { tag = 'P', indent = 0, keepWith = 0, bullet = false } = {}) {
      room(0); // there is a page, by whose width lines are broken
      const written = lines.linesOf(text, look, width() - indent);
      const follows = Math.min(written.length, 2) * look.size * lineGap; // no line stands alone at the foot of a page
      room(follows + keepWith);
      tagged(tag, () => {
        if (bullet) lines.draw('–', look, margin.left + 1, y);
        write(written, look, margin.left + indent);
      });
    },
    field(label, value, looks) {
      const left = lines.linesOf(label, looks.label, valueIndent - 12);
      const right = lines.linesOf(value, looks.value, width() - valueIndent);
      room(Math.max(left.length * looks.label.size, Math.min(right.length, 2) * looks.value.size) * lineGap);
      const top = y;
      const page = pdf.bufferedPageRange().count;
      y += Math.max(0, looks.value.size - looks.label.size); // both stand on one line
      tagged('P', () => write(left, looks.label, margin.left));
      const below = y;
      y = top + Math.max(0, looks.label.size - looks.value.size);
      tagged('P', () => write(right, looks.value, margin.left + valueIndent));
      if (page === pdf.bufferedPageRange().count) y = Math.max(y, below);
      y += 1.5;
    },
    space(points) {
      if (y > margin.top) y += points;
    },
    rule() {
      pdf.markContent('Artifact', { type: 'Layout' });
      drawRule(pdf, y, width());
      pdf.endMarkedContent();
    },
    furnish(draw) {
      root.end();
      const { start, count } = pdf.bufferedPageRange();
      for (let i = start; i < start + count; i += 1) {
        pdf.switchToPage(i);
        pdf.markContent('Artifact', { type: 'Pagination' });
        const { height } = pdf.page;
        draw(lines, { n: i + 1, of: count, left: margin.left, width: width(), height });
        drawRule(pdf, margin.top - 12, width());
        drawRule(pdf, height - margin.bottom + 10, width());
        pdf.endMarkedContent();
      }
    },
  };
}

function drawRule(pdf: Pdf, y: number, width: number): void {
  pdf
    .moveTo(margin.left, y)
    .lineTo(margin.left + width, y)
    .lineWidth(hairline.width)
    .stroke(hairline.colour);
}
