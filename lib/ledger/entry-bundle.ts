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
  const ends = endsInBundle(bytes, width);
  return Array.from(ends, (end, i) => bytes.subarray(startInBundle(ends, i), end));
}

/** Where each entry of a bundle ends. Throws LedgerError unless it holds exactly `width` entries and nothing else. */
export function endsInBundle(bytes: Uint8Array, width: number): Uint32Array {
  const ends = new Uint32Array(width);
  let count = 0;
  for (let at = 0; at < bytes.length; count += 1) {
    if (at + 2 > bytes.length) throw new LedgerError('A bundle of entries ends within a length.');
    at += 2 + ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0);
    if (at > bytes.length) throw new LedgerError('A bundle of entries ends within an entry.');
    ends[count] = at; // one too many is not kept, and found below
  }
  if (count !== width) throw new LedgerError(`A bundle of ${width} entries holds ${count}.`);
  return ends;
}

/** Where an entry begins: behind the one before and its own length. */
export function startInBundle(ends: Uint32Array, entry: number): number {
  return (entry === 0 ? 0 : (ends[entry - 1] ?? 0)) + 2;
}
