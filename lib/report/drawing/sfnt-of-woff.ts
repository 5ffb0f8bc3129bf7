import { inflateSync } from 'node:zlib';

const woffHeader = 44;
const woffEntry = 20;
const sfntHeader = 12;
const sfntEntry = 16;

/**
 * A WOFF 1.0 file as the plain font that it packs: unpacked once, where a reader of fonts would unpack a table at every
 * glyph. Throws for bytes that are none. Source: W3C Recommendation WOFF File Format 1.0, §4 and §5.
 */
export function sfntOfWoff(woff: Buffer): Buffer {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new Error('A font of the reports is no WOFF file.');
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, i) => tableAt(woff, woffHeader + i * woffEntry));
  const head = Buffer.alloc(sfntHeader + count * sfntEntry);
  woff.copy(head, 0, 4, 8); // flavour
  head.writeUInt16BE(count, 4);
  const power = 2 ** Math.floor(Math.log2(count));
  head.writeUInt16BE(power * 16, 6);
  head.writeUInt16BE(Math.log2(power), 8);
  head.writeUInt16BE(count * 16 - power * 16, 10);
  const parts: Buffer[] = [head];
  let offset = head.length;
  for (const [i, { tag, checksum, bytes }] of tables.entries()) {
    const at = sfntHeader + i * sfntEntry;
    tag.copy(head, at);
    head.writeUInt32BE(checksum, at + 4);
    head.writeUInt32BE(offset, at + 8);
    head.writeUInt32BE(bytes.length, at + 12);
    const padded = Buffer.alloc(Math.ceil(bytes.length / 4) * 4);
    bytes.copy(padded);
    parts.push(padded);
    offset += padded.length;
  }
  // An empty last glyph is read beyond its table's end by the reader: there must be something.
  return Buffer.concat([...parts, Buffer.alloc(16)]);
}

function tableAt(woff: Buffer, at: number) {
  const [offset, packed] = [woff.readUInt32BE(at + 4), woff.readUInt32BE(at + 8)];
  const [length, checksum] = [woff.readUInt32BE(at + 12), woff.readUInt32BE(at + 16)];
  const stored = woff.subarray(offset, offset + packed);
  const bytes = packed < length ? inflateSync(stored, { maxOutputLength: length }) : stored;
  return { tag: woff.subarray(at, at + 4), checksum, bytes };
}
