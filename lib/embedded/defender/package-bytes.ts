import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** RFC 4180, with Windows line ends. */
export function csvOf(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number) => `"${String(value).replaceAll('"', '""')}"`;
  return [header, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

const headerBytes = 4096;
const chunkBytes = 65_536;

/**
 * A file that begins as an event log does (header and one chunk with their marks and the header's checksum) and holds
 * no event that a reader could decode. Source: the published descriptions of the EVTX format.
 */
export function securityEventLog(name: string): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.write('ElfFile\0', 0, 'latin1');
  header.writeBigUInt64LE(1n, 24); // the next record
  header.writeUInt32LE(128, 32);
  header.writeUInt16LE(1, 36); // version 3.1
  header.writeUInt16LE(3, 38);
  header.writeUInt16LE(headerBytes, 40);
  header.writeUInt16LE(1, 42);
  header.writeUInt32LE(crc32(header.subarray(0, 120)), 124);
  const chunk = Buffer.alloc(chunkBytes);
  chunk.write('ElfChnk\0', 0, 'latin1');
  createHash('sha512').update(name).digest().copy(chunk, 512);
  return Buffer.concat([header, chunk]);
}
