import { createHash, hash } from 'node:crypto';

const scratch = new Uint8Array(65_536);

/** SHA-256 of the parts in order, by OpenSSL. Out: 32 bytes. A page in a browser has another file in this one's place. */
export function nativeSha256(parts: readonly Uint8Array[]): Uint8Array {
  // One call that answers with a string costs a third of a hash object, or of one that answers with a Buffer: it
  // allocates nothing outside the heap. The parts are joined in one place that is used again and again.
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return bytesOf(hash('sha256', only, 'binary'));
  let length = 0;
  for (const part of parts) length += part.length;
  if (length > scratch.length) return largeSha256(parts);
  let at = 0;
  for (const part of parts) {
    scratch.set(part, at);
    at += part.length;
  }
  return bytesOf(hash('sha256', scratch.subarray(0, length), 'binary'));
}

/** SHA-256, written to `into` from `at` on: for many small pieces, as nothing outside the heap is allocated. */
export function nativeSha256Into(bytes: Uint8Array, into: Uint8Array, at: number): void {
  const text = hash('sha256', bytes, 'binary');
  for (let i = 0; i < 32; i += 1) into[at + i] = text.charCodeAt(i);
}

function largeSha256(parts: readonly Uint8Array[]): Uint8Array {
  const pass = createHash('sha256');
  for (const part of parts) pass.update(part);
  return bytesOf(pass.digest('binary'));
}

/** In: one character a byte. */
function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}
