import { LedgerError } from '../ledger/ledger-error.ts';
import { type Certificate, readCertificate } from './certificate.ts';

const block = /-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/g;

/** Every certificate of a PEM text (RFC 7468). Throws LedgerError if there is none or one is malformed. */
export function certificatesOfPem(text: string): readonly Certificate[] {
  const found = [...text.matchAll(block)].map((match) => readCertificate(bytesOfBase64(match[1] ?? '')));
  if (found.length === 0) throw new LedgerError('There is no certificate in this PEM text.');
  return found;
}

function bytesOfBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text.replace(/\s/g, '')), (character) => character.charCodeAt(0));
  } catch (cause) {
    throw new LedgerError('A certificate in a PEM text is not base64.', { cause });
  }
}
