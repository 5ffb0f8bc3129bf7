// Stand in for `lib/ledger/native-base64.ts` where there is no Buffer.

/** Padded standard base64 (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** What can be read of a text as base64; nothing at all if it is malformed. */
export function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch (cause) {
    if (cause instanceof DOMException) return new Uint8Array();
    throw cause;
  }
}
