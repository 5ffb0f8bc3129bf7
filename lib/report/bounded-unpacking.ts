import { inflateSync } from 'node:zlib';
import { PdfArray, PdfName, PdfStream } from '@libpdf/core';
import { LedgerError } from '../ledger/ledger-error.ts';

/**
 * From now on, and in this thread alone, streams of PDF files are unpacked only as reports are packed, by one FlateDecode, and
 * give no more than so many bytes all together. Reading what is more, or packed otherwise, throws LedgerError.
 * Source: ISO 32000-1 §7.4.4.
 */
export function boundUnpacking(mostBytes: number): void {
  let left = mostBytes;
  PdfStream.prototype.getDecodedData = function unpackedWithin(this: PdfStream): Uint8Array {
    const bytes = isPacked(this) ? inflated(this.data, left) : this.data;
    left -= bytes.length;
    if (left < 0) throw tooMuch();
    return bytes;
  };
}

function isPacked(stream: PdfStream): boolean {
  const filter = stream.get('Filter');
  const filters = filter instanceof PdfArray ? [...filter] : [filter];
  if (filters.every((one) => one === undefined)) return false;
  const [only, ...more] = filters;
  const isFlate = only instanceof PdfName && only.value === 'FlateDecode' && more.length === 0;
  if (isFlate && !stream.has('DecodeParms')) return true;
  throw new LedgerError('This PDF is packed in a way in which no report is.');
}

function inflated(packed: Uint8Array, most: number): Uint8Array {
  try {
    return inflateSync(packed, { maxOutputLength: Math.max(1, most) });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooMuch(cause);
    throw new LedgerError('A part of this PDF cannot be unpacked.', { cause });
  }
}

function tooMuch(cause?: unknown): LedgerError {
  return new LedgerError('This PDF unpacks to more than any report holds.', { cause });
}
