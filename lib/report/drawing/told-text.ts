/** PDFKit's own way to write into a page. */
interface PageContent {
  addContent(operators: string): PageContent;
}

/**
 * Draws text whose glyphs stand in another order than its letters, and tells a reader of the file these. In: what draws it
 * by one call of PDFKit. Readers place it by the state in which it ends: it must end where the text does, and PDFKit's own
 * marks end later. Source: ISO 32000-1, 14.9.4 (ActualText).
 */
export function drawTold(pdf: PDFKit.PDFDocument, text: string, draw: () => void): void {
  const page = pdf as unknown as PageContent;
  const { addContent } = page;
  const write = (operators: string) => addContent.call(page, operators);
  const letters = Buffer.from(`\ufeff${text}`, 'utf16le').swap16().toString('hex');
  page.addContent = (operators) => {
    if (operators === 'BT') write(`/Span <</ActualText <${letters}>>> BDC`);
    write(operators);
    if (operators === 'ET') write('EMC');
    return page;
  };
  try {
    draw();
  } finally {
    page.addContent = addContent;
  }
}
