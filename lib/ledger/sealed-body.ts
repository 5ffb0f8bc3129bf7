import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { LedgerError } from './ledger-error.ts';

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const saltBytes = 32;

/** An event's body with the salt of its commitment. */
export interface SaltedBody {
  readonly salt: Uint8Array; // 32 bytes
  readonly body: Uint8Array;
}

/**
 * Encrypts a body for the anchors: AES-256-GCM over salt ‖ body, bound to the entry's leaf. The nonce is derived from
 * the key and the leaf, so that sealing again gives equal bytes and one nonce never serves two bodies: a leaf
 * commits to its body. In: a key of 32 bytes, the leaf of 32 bytes. Source: NIST SP 800-38D §8.2.1.
 */
export function sealBody(key: Uint8Array, leaf: Uint8Array, { salt, body }: SaltedBody): Uint8Array {
  requireLength(salt, saltBytes, 'A salt');
  const nonce = nonceOf(key, leaf);
  const cipher = createCipheriv('aes-256-gcm', requireLength(key, 32, 'A data key'), nonce);
  cipher.setAAD(leaf);
  const sealed = Buffer.concat([cipher.update(salt), cipher.update(body), cipher.final()]);
  return new Uint8Array(Buffer.concat([Buffer.of(version), nonce, sealed, cipher.getAuthTag()]));
}

/** Opens a sealed body. Throws LedgerError for another key, another entry, or changed bytes. */
export function openBody(key: Uint8Array, leaf: Uint8Array, sealed: Uint8Array): SaltedBody {
  if (sealed[0] !== version || sealed.length < 1 + nonceBytes + saltBytes + tagBytes) {
    throw new LedgerError('This is no sealed body of version 1.');
  }
  const nonce = sealed.subarray(1, 1 + nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', requireLength(key, 32, 'A data key'), nonce);
  decipher.setAAD(leaf);
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  try {
    const plain = Buffer.concat([
      decipher.update(sealed.subarray(1 + nonceBytes, -tagBytes)),
      decipher.final(),
    ]);
    return {
      salt: new Uint8Array(plain.subarray(0, saltBytes)),
      body: new Uint8Array(plain.subarray(saltBytes)),
    };
  } catch (cause) {
    throw new LedgerError('The sealed body does not open with this key.', { cause });
  }
}

/** Sealed bodies one after the other, each behind its length in four big-endian bytes; length 0: there is none. */
export function encodeBodies(bodies: readonly (Uint8Array | null)[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat(
      bodies.flatMap((body) => {
        const length = Buffer.alloc(4);
        length.writeUInt32BE(body?.length ?? 0);
        return body === null ? [length] : [length, body];
      }),
    ),
  );
}

/** Takes such a file apart. Throws LedgerError unless it holds exactly `width` places. */
export function decodeBodies(bytes: Uint8Array, width: number): (Uint8Array | null)[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const bodies: (Uint8Array | null)[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 <= bytes.length ? at + 4 + view.getUint32(at) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) throw new LedgerError('A file of sealed bodies ends too early.');
    bodies.push(end === at + 4 ? null : bytes.subarray(at + 4, end));
    at = end;
  }
  if (bodies.length !== width)
    throw new LedgerError(`A file of ${width} sealed bodies holds ${bodies.length}.`);
  return bodies;
}

function nonceOf(key: Uint8Array, leaf: Uint8Array): Uint8Array {
  const mac = createHmac('sha256', key)
    .update('custody-event/nonce/v1\n')
    .update(requireLength(leaf, 32, 'A leaf'));
  return mac.digest().subarray(0, nonceBytes);
}

function requireLength(bytes: Uint8Array, length: number, what: string): Uint8Array {
  if (bytes.length !== length) throw new LedgerError(`${what} has ${length} bytes, not ${bytes.length}.`);
  return bytes;
}
