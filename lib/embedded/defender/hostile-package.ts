import { constants, crc32, deflateRawSync } from 'node:zlib';
import { zipOf } from './zip-writer.ts';

const mebibyte = 1024 * 1024;
const bombMebibytes = 2048;
const manyEntries = 1_000_000;

/**
 * A package that an attacker on the device might have put in the place of the real one, in pieces. `how`: bomb,
 * traversal, symlink, many-entries, lying-sizes, not-a-zip. Throws for any other word.
 */
export function hostilePackage(how: string, at: Date): Iterable<Buffer> {
  const text = (path: string, words: string) => ({ path, bytes: Buffer.from(words) });
  switch (how) {
    case 'bomb':
      return bomb();
    case 'traversal':
      return [
        zipOf(
          [text('../../../../etc/cron.d/run-me', '* * * * * root true\n'), text('C:\\Windows\\x.txt', 'x')],
          at,
        ),
      ];
    case 'symlink':
      return [
        zipOf(
          [{ path: 'Processes', bytes: Buffer.from('/etc'), symlink: true }, text('Processes/passwd', 'x')],
          at,
        ),
      ];
    case 'many-entries':
      return listing();
    case 'lying-sizes':
      return [
        zipOf([{ path: 'Processes/Processes.csv', bytes: Buffer.alloc(4 * mebibyte), saysBytes: 12 }], at),
      ];
    case 'not-a-zip':
      return [Buffer.from('<html><body>The service is unavailable.</body></html>')];
    default:
      throw new Error(`There is no package "${how}".`);
  }
}

/** One entry that unpacks to 2 GiB, a thousand times its size; its checksum is not right, as nobody should get there. */
function* bomb(): Iterable<Buffer> {
  const piece = deflateRawSync(Buffer.alloc(mebibyte), { finishFlush: constants.Z_FULL_FLUSH });
  const last = Buffer.from([0x03, 0x00]); // an empty final block
  const packed = piece.length * bombMebibytes + last.length;
  const name = Buffer.from('Processes/Processes.csv');
  const facts = headerFacts(8, crc32(Buffer.alloc(0)), packed, bombMebibytes * mebibyte, name.length);
  yield Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, name]);
  for (let n = 0; n < bombMebibytes; n += 1) yield piece;
  yield last;
  const entry = directoryEntry(facts, name);
  yield entry;
  yield end(1, entry.length, 4 + facts.length + name.length + packed);
}

/** A million names in the directory, all of one empty file. */
function* listing(): Iterable<Buffer> {
  const name = Buffer.from('0000000');
  const facts = headerFacts(0, 0, 0, 0, name.length);
  yield Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, name]);
  const entry = directoryEntry(facts, name);
  const at = entry.length - name.length;
  const perPiece = 10_000;
  for (let first = 0; first < manyEntries; first += perPiece) {
    const piece = Buffer.alloc(entry.length * perPiece);
    for (let n = 0; n < perPiece; n += 1) {
      entry.write(String(first + n).padStart(name.length, '0'), at, 'latin1');
      entry.copy(piece, n * entry.length);
    }
    yield piece;
  }
  yield wideEnd(manyEntries, entry.length * manyEntries, 4 + facts.length + name.length);
}

function headerFacts(method: number, crc: number, packed: number, size: number, nameBytes: number): Buffer {
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(20, 0);
  facts.writeUInt16LE(method, 4);
  facts.writeUInt32LE(crc, 10);
  facts.writeUInt32LE(packed, 14);
  facts.writeUInt32LE(size, 18);
  facts.writeUInt16LE(nameBytes, 22);
  return facts;
}

/** Of a file whose local header stands at the beginning. */
function directoryEntry(facts: Buffer, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), facts, Buffer.alloc(14), name]);
}

function end(entries: number, bytes: number, offset: number): Buffer {
  const record = Buffer.alloc(22);
  record.write('PK\x05\x06', 0, 'latin1');
  record.writeUInt16LE(Math.min(entries, 0xffff), 8);
  record.writeUInt16LE(Math.min(entries, 0xffff), 10);
  record.writeUInt32LE(bytes, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}

/** More than 65,535 entries need the wider records. Source: PKWARE APPNOTE 6.3, sections 4.3.14 and 4.3.15. */
function wideEnd(entries: number, bytes: number, offset: number): Buffer {
  const record = Buffer.alloc(56);
  record.write('PK\x06\x06', 0, 'latin1');
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(bytes), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 0, 'latin1');
  locator.writeBigUInt64LE(BigInt(offset + bytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator, end(entries, bytes, offset)]);
}
