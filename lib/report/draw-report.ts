import PDFDocument from 'pdfkit';
import type { LineWriter, TextLook } from './drawing/line-writer.ts';
import { type PageOf, type PageWriter, pageWriter } from './drawing/page-writer.ts';
import type { PrintedEvent, ReportBlock, ReportDocument, ReportSection } from './report-blocks.ts';

const text: TextLook = { style: 'text', size: 9 };
const small: TextLook = { style: 'text', size: 7.5 };
const label: TextLook = { style: 'strong', size: 8.5 };
const exact: TextLook = { style: 'exact', size: 7.5 };
const titles = { style: 'strong', size: 18 } as const;
const headings = { style: 'strong', size: 12.5 } as const;
const subheadings = { style: 'strong', size: 10 } as const;

/**
 * Draws a document as a tagged PDF 1.7 with its fonts and attachments embedded. The same document gives the same bytes:
 * every date in the file is the document's own. Runs on the server alone.
 */
export async function drawReport(document: ReportDocument): Promise<Uint8Array> {
  const createdAt = new Date(document.createdAt);
  const pdf = new PDFDocument({
    ...{ size: 'A4', pdfVersion: '1.7', lang: 'en-GB', tagged: true, displayTitle: true },
    ...{ autoFirstPage: false, bufferPages: true, margin: 0 },
    info: {
      ...{ Title: document.title, Subject: `Case ${document.caseNumber}`, Keywords: document.reportNumber },
      ...{
        Author: 'Holdfast',
        Creator: 'Holdfast',
        Producer: 'PDFKit',
        CreationDate: createdAt,
        ModDate: createdAt,
      },
    },
  });
  const bytes = bytesOf(pdf);
  for (const { name, description, mediaType, bytes: content } of document.attachments)
    pdf.file(Buffer.from(content), {
      ...{ name, description, type: mediaType, creationDate: createdAt, modifiedDate: createdAt },
    });
  const page = pageWriter(pdf);
  page.paragraph(document.title, titles, { tag: 'H1' });
  page.paragraph(`Case ${document.caseNumber} · ${document.reportNumber}`, text);
  for (const section of document.sections) page.section(() => drawSection(page, section));
  page.furnish((lines, at) => furnishPage(lines, at, document));
  pdf.end();
  return await bytes;
}

function bytesOf(pdf: PDFKit.PDFDocument): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  return new Promise((resolve, reject) => {
    pdf.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    pdf.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
    pdf.on('error', reject);
  });
}

function drawSection(page: PageWriter, { heading, blocks }: ReportSection): void {
  page.space(14);
  page.paragraph(heading, headings, { tag: 'H2', keepWith: 40 });
  page.space(3);
  for (const block of blocks) drawBlock(page, block);
}

function drawBlock(page: PageWriter, block: ReportBlock): void {
  switch (block.kind) {
    case 'heading':
      page.space(6);
      page.paragraph(block.text, subheadings, { tag: 'H3', keepWith: 24 });
      break;
    case 'text':
      page.paragraph(block.text, text);
      page.space(3);
      break;
    case 'fields':
      for (const [name, value] of block.rows)
        page.field(name, value ?? 'Not supplied', { label, value: looksOf(value) });
      break;
    case 'list':
      for (const item of block.items.length === 0 ? [block.none] : block.items) {
        page.paragraph(item, text, { indent: 8 });
        page.space(2);
      }
      break;
    case 'exact':
      page.paragraph(block.text, exact, { tag: 'Code' });
      break;
    case 'event':
      drawEvent(page, block.event);
      break;
  }
}

/** Digests and roots in fixed pitch, so that each digit can be compared. */
function looksOf(value: string | null): TextLook {
  return value !== null && /^[0-9a-f]{40,}$|^[A-Za-z0-9+/]{43}=$/.test(value) ? exact : text;
}

function drawEvent(page: PageWriter, event: PrintedEvent): void {
  const { index, leaf, time, who, title, lines, corrections } = event;
  page.space(5);
  // A short event stays on one page, a long one begins with two lines of its own.
  page.paragraph(`${time} · ${title} · ${who}`, label, {
    keepWith: lines.length < 9 ? 24 + lines.length * 10.4 : 24,
  });
  for (const line of lines) page.paragraph(line, small, { indent: 8 });
  for (const line of corrections) page.paragraph(line, label, { indent: 8 });
  page.paragraph(`entry ${index}  leaf ${leaf}`, exact, { indent: 8 });
}

function furnishPage(lines: LineWriter, page: PageOf, document: ReportDocument): void {
  const { caseNumber, reportNumber, title, root } = document;
  lines.draw(`Case ${caseNumber}`, label, page.left, 34);
  lines.draw(`${title} · ${reportNumber}`, small, page.left, 47);
  const foot = page.height - 40;
  lines.draw(`Page ${page.n} of ${page.of}`, label, page.left, foot);
  lines.draw(`Ledger root ${root}`, { style: 'exact', size: 6.5 }, page.left + 96, foot + 2);
}
