import PDFDocument from 'pdfkit';
import type { ReportDocument } from './report-blocks.ts';

/** Draws a document as a PDF. The same document gives the same bytes. */
export async function drawReport(document: ReportDocument): Promise<Uint8Array> {
  const pdf = new PDFDocument({ info: { CreationDate: new Date(document.createdAt) } });
  const chunks: Uint8Array[] = [];
  const done = new Promise<Uint8Array>((resolve) => {
    pdf.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    pdf.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
  });
  pdf.text(document.title);
  pdf.end();
  return await done;
}
