// A page in a browser has another file with this function in this one's place.

/** The ASCII text that stands at [from, to), as a text of its own. */
export function asciiText(bytes: Uint8Array, from: number, to: number): string {
  const buffer = bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return buffer.toString('latin1', from, to);
}
