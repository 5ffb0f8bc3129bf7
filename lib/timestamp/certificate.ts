import { LedgerError } from '../ledger/ledger-error.ts';
import { integerValue, objectIdText, sameBytes, timeValue, wholeBitString } from './der-value.ts';
import { type Bytes, type DerElement, derChildren, derParts, derTag, readDer } from './read-der.ts';

/** An X.509 certificate, parsed and not yet believed. */
export interface Certificate {
  readonly der: Bytes;
  readonly signed: Bytes; // what its issuer signed
  readonly algorithm: DerElement; // how it was signed: an AlgorithmIdentifier
  readonly signature: Bytes;
  readonly serial: bigint;
  readonly issuer: Bytes; // a Name in DER
  readonly subject: Bytes; // a Name in DER
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: DerElement;
  readonly extensions: ReadonlyMap<string, CertificateExtension>; // by object identifier
}

interface CertificateExtension {
  readonly critical: boolean;
  readonly value: Bytes;
}

/** In: one certificate in DER. Throws LedgerError if it is malformed. Source: RFC 5280 §4.1. */
export function readCertificate(der: Uint8Array): Certificate {
  const whole = readDer(der, 'A certificate');
  const parts = derParts(whole, derTag.sequence, 'A certificate');
  const signed = parts.next(derTag.sequence, 'its contents');
  const outer = parts.next(derTag.sequence, 'its signature algorithm');
  const signature = wholeBitString(parts.next(derTag.bitString, 'its signature'), 'Its signature');
  parts.end();
  const { inner, ...contents } = readContents(signed);
  if (!sameBytes(inner.bytes, outer.bytes))
    throw new LedgerError('A certificate names two different signature algorithms.');
  return { der: whole.bytes, signed: signed.bytes, algorithm: outer, signature, ...contents };
}

function readContents(element: DerElement) {
  const what = 'The contents of a certificate';
  const parts = derParts(element, derTag.sequence, what);
  parts.optional(0xa0); // the version follows from what is there
  const serial = integerValue(
    parts.next(derTag.integer, 'its serial number'),
    'The serial number of a certificate',
  );
  const inner = parts.next(derTag.sequence, 'its signature algorithm');
  const issuer = parts.next(derTag.sequence, 'its issuer').bytes;
  const validity = derParts(parts.next(derTag.sequence, 'its validity'), derTag.sequence, 'A validity');
  const notBefore = timeValue(validity.next(null, 'its start'), 'The start of a validity');
  const notAfter = timeValue(validity.next(null, 'its end'), 'The end of a validity');
  validity.end();
  const subject = parts.next(derTag.sequence, 'its subject').bytes;
  const publicKey = parts.next(derTag.sequence, 'its public key');
  parts.optional(0x81); // issuerUniqueID, subjectUniqueID: no longer used
  parts.optional(0x82);
  const extensions = readExtensions(parts.optional(0xa3));
  parts.end();
  return { serial, inner, issuer, notBefore, notAfter, subject, publicKey, extensions };
}

function readExtensions(wrapper: DerElement | null): ReadonlyMap<string, CertificateExtension> {
  const found = new Map<string, CertificateExtension>();
  if (wrapper === null) return found;
  const what = 'The extensions of a certificate';
  const outer = derParts(wrapper, 0xa3, what);
  const list = outer.next(derTag.sequence, 'a list');
  outer.end();
  for (const element of derChildren(list, derTag.sequence, what)) {
    const parts = derParts(element, derTag.sequence, 'An extension');
    const name = objectIdText(parts.next(derTag.objectId, 'its name'), 'The name of an extension');
    const critical = parts.optional(derTag.boolean)?.content[0] === 0xff;
    const value = parts.next(derTag.octetString, 'its value').content;
    parts.end();
    if (found.has(name)) throw new LedgerError(`A certificate has the extension ${name} twice.`);
    found.set(name, { critical, value });
  }
  return found;
}
