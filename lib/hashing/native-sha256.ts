import { createHash, hash } from 'node:crypto';

const joinedBytes = 65_536;

/** SHA-256 of the parts in order, by OpenSSL. Out: 32 bytes. A page in a browser has another file in this one's place. */
export function nativeSha256(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  // One call over joined bytes is half again as fast as a hash object, as long as joining costs next to nothing.
  if (only !== undefined && parts.length === 1) return bytesOf(hash('sha256', only, 'buffer'));
  if (parts.reduce((sum, part) => sum + part.length, 0) <= joinedBytes) {
    return bytesOf(hash('sha256', Buffer.concat(parts), 'buffer'));
  }
  const pass = createHash('sha256');
  for (const part of parts) pass.update(part);
  return bytesOf(pass.digest());
}

/** A plain array over the same bytes: a Buffer's slice() would share them, where callers expect a copy. */
function bytesOf(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
