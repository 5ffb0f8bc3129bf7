import { type LineWriter, lineWriter, type TextLook } from './line-writer.ts';

type Pdf = PDFKit.PDFDocument;

const margin = { left: 56, right: 56, top: 74, bottom: 62 };
const lineGap = 1.38; // of the size

/** Writes downwards, page after page, each paragraph with its tag. */
export interface PageWriter {
  /** Everything drawn inside belongs to one part of the document's structure. */
  section(draw: () => void): void;
  paragraph(text: string, look: TextLook, place?: Place): void;
  /** A label and its value side by side; `indent` is where values begin. */
  field(label: string, value: string, looks: { readonly label: TextLook; readonly value: TextLook }): void;
  space(points: number): void;
  /** Header and footer of every page, once all are drawn; Y is known only then. */
  furnish(draw: (lines: LineWriter, page: PageOf) => void): void;
}

export interface Place {
  readonly tag?: 'H1' | 'H2' | 'H3' | 'P' | 'Code';
  readonly indent?: number;
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
      room(look.size * lineGap);
      lines.draw(line, look, x, y);
      y += look.size * lineGap;
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
    paragraph(text, look, { tag = 'P', indent = 0, keepWith = 0 } = {}) {
      room(look.size * lineGap + keepWith);
      tagged(tag, () => write(lines.linesOf(text, look, width() - indent), look, margin.left + indent));
    },
    field(label, value, looks) {
      const left = lines.linesOf(label, looks.label, valueIndent - 12);
      const right = lines.linesOf(value, looks.value, width() - valueIndent);
      room(Math.max(left.length * looks.label.size, Math.min(right.length, 2) * looks.value.size) * lineGap);
      const top = y;
      const page = pdf.bufferedPageRange().count;
      tagged('P', () => write(left, looks.label, margin.left));
      const below = y;
      y = top;
      tagged('P', () => write(right, looks.value, margin.left + valueIndent));
      if (page === pdf.bufferedPageRange().count) y = Math.max(y, below);
      y += 1.5;
    },
    space(points) {
      y += points;
    },
    furnish(draw) {
      root.end();
      const { start, count } = pdf.bufferedPageRange();
      for (let i = start; i < start + count; i += 1) {
        pdf.switchToPage(i);
        pdf.markContent('Artifact', { type: 'Pagination' });
        const { height } = pdf.page;
        draw(lines, { n: i + 1, of: count, left: margin.left, width: width(), height });
        pdf.endMarkedContent();
      }
    },
  };
}
