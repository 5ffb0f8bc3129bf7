import { joinBytes } from './bytes.ts';
import { LedgerError } from './ledger-error.ts';

/** Entries one after the other, each behind its length in two big-endian bytes. Source: C2SP tlog-tiles "Log entries". */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  const parts = entries.flatMap((entry) => {
    if (entry.length > 0xffff) throw new LedgerError('An entry of a bundle has at most 65,535 bytes.');
    return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry];
  });
  return joinBytes(...parts);
}

/** Takes a bundle apart. Throws LedgerError unless it holds exactly `width` entries and nothing else. */
export function decodeBundle(bytes: Uint8Array, width: number): Uint8Array[] {
  const entries: Uint8Array[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length; ) {
    if (at + 2 > bytes.length) throw new LedgerError('A bundle of entries ends within a length.');
    const end = at + 2 + view.getUint16(at);
    if (end > bytes.length) throw new LedgerError('A bundle of entries ends within an entry.');
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  if (entries.length !== width) {
    throw new LedgerError(`A bundle of ${width} entries holds ${entries.length}.`);
  }
  return entries;
}
