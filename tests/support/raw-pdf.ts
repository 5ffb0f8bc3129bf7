import { deflateSync } from 'node:zlib';

/** An object of a file written by hand, so that it can lie: its text, and the bytes of its stream. */
export interface RawObject {
  readonly dictionary: string; // without its length
  readonly stream?: Uint8Array;
}

/** A PDF of these objects, numbered from 1; the first is the catalog. Source: ISO 32000-1 §7.5. */
export function rawPdf(objects: readonly RawObject[]): Uint8Array {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const places: number[] = [];
  const length = () => parts.reduce((sum, part) => sum + part.length, 0);
  for (const [i, { dictionary, stream }] of objects.entries()) {
    places.push(length());
    parts.push(Buffer.from(`${i + 1} 0 obj\n`));
    if (stream === undefined) parts.push(Buffer.from(dictionary));
    else {
      const dict = dictionary.replace(/>>$/, `/Length ${stream.length}>>`);
      parts.push(Buffer.from(`${dict}\nstream\n`), Buffer.from(stream), Buffer.from('\nendstream'));
    }
    parts.push(Buffer.from('\nendobj\n'));
  }
  const rows = places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const xref = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`;
  const trailer = `trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${length()}\n%%EOF\n`;
  return new Uint8Array(Buffer.concat([...parts, Buffer.from(xref), Buffer.from(trailer)]));
}

/** A PDF with nothing but these attachments, as streams of its own making. */
export function attachedPdf(attached: readonly (readonly [name: string, stream: RawObject])[]): Uint8Array {
  const names = attached.map(([name], i) => `(${name}) ${i * 2 + 3} 0 R`).join(' ');
  return rawPdf([
    { dictionary: `<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[${names}]>>>>>>` },
    { dictionary: '<</Type/Pages/Kids[]/Count 0>>' },
    ...attached.flatMap(([name, stream], i) => [
      { dictionary: `<</Type/Filespec/F(${name})/UF(${name})/EF<</F ${i * 2 + 4} 0 R>>>>` },
      stream,
    ]),
  ]);
}

/** Packed as reports are. */
export function flate(bytes: string | Uint8Array): RawObject {
  return { dictionary: '<</Type/EmbeddedFile/Filter/FlateDecode>>', stream: deflateSync(bytes) };
}
