import PDFDocument from 'pdfkit';
import type { LineWriter, TextLook } from './drawing/line-writer.ts';
import { type PageOf, type PageWriter, pageWriter } from './drawing/page-writer.ts';
import type { PrintedEvent, ReportBlock, ReportDocument, ReportSection } from './report-blocks.ts';

const text: TextLook = { style: 'text', size: 9 };
const small: TextLook = { style: 'text', size: 7.5 };
const absent: TextLook = { ...text, faint: true };
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
  page.space(16);
  page.paragraph(heading, headings, { tag: 'H2', keepWith: 12 + Math.max(32, shortHeight(blocks)) });
  page.space(2);
  page.rule();
  page.space(5);
  for (const block of blocks) drawBlock(page, block);
}

/** Points that a short table takes, which is not worth parting; 0 for anything else. */
function shortHeight([only, ...more]: ReportSection['blocks']): number {
  return only?.kind === 'fields' && more.length === 0 && only.rows.length <= 9 ? only.rows.length * 15 : 0;
}

function drawBlock(page: PageWriter, block: ReportBlock): void {
  switch (block.kind) {
    case 'heading':
      page.space(8);
      page.paragraph(block.text, subheadings, { tag: 'H3', keepWith: 28 });
      page.space(2);
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
      for (const item of block.items) {
        page.paragraph(item, text, { indent: 9, bullet: true });
        page.space(2);
      }
      if (block.items.length === 0) page.paragraph(block.none, absent);
      break;
    case 'exact':
      page.paragraph(block.text, exact, { tag: 'Code' });
      break;
    case 'event':
      drawEvent(page, block.event);
      break;
  }
}

/** Digests and roots in fixed pitch, so that each digit can be compared; what nobody supplied does not hide what is there. */
function looksOf(value: string | null): TextLook {
  if (value === null) return absent;
  return /^[0-9a-f]{40,}$|^[A-Za-z0-9+/]{43}=$/.test(value) ? exact : text;
}

function drawEvent(page: PageWriter, event: PrintedEvent): void {
  const { index, leaf, time, who, title, lines, corrections } = event;
  page.space(5);
  // A short event stays on one page, a long one begins with two lines of its own.
  page.paragraph(`${time} · ${title} · ${who}`, label, {
    keepWith: lines.length < 9 ? 24 + lines.length * 10.4 : 24,
  });
  const told = [
    ...lines.map((line) => [line, small] as const),
    ...corrections.map((line) => [line, label] as const),
  ];
  for (const [i, [line, look]] of told.entries())
    page.paragraph(line, look, { indent: 8, keepWith: i === told.length - 1 ? 11 : 0 }); // its place in the ledger
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
