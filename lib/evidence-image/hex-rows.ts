import type { HexRow } from '../custody/disk-structure.ts';

const rowBytes = 16;

/** Bytes as people read them: sixteen a row, with what of them is printable ASCII. In: the offset of the first. */
export function hexRows(bytes: Uint8Array, start: bigint): readonly HexRow[] {
  const rows: HexRow[] = [];
  for (let at = 0; at < bytes.length; at += rowBytes) {
    const row = [...bytes.subarray(at, at + rowBytes)];
    rows.push({
      offset: (start + BigInt(at)).toString(),
      hex: row.map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
      text: row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(''),
    });
  }
  return rows;
}
