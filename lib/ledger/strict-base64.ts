import { LedgerError } from './ledger-error.ts';
import { fromBase64, toBase64 } from './native-base64.ts';

/** Padded standard base64 (RFC 4648 §4). */
export function encodeBase64(bytes: Uint8Array): string {
  return toBase64(bytes);
}

/** The only spelling of the bytes, or LedgerError: other alphabets, spaces, missing padding and stray bits are refused. */
export function decodeBase64(text: string, what: string): Uint8Array {
  const bytes = fromBase64(text);
  if (encodeBase64(bytes) !== text) throw new LedgerError(`${what} is not base64.`);
  return bytes;
}

/** As decodeBase64, for a SHA-256 value: exactly 32 bytes. */
export function decodeHash(text: string, what: string): Uint8Array {
  const bytes = decodeBase64(text, what);
  if (bytes.length !== 32) throw new LedgerError(`${what} must be 32 bytes, is ${bytes.length}.`);
  return bytes;
}
