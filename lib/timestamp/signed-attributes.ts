import { LedgerError } from '../ledger/ledger-error.ts';
import type { Certificate } from './certificate.ts';
import { integerValue, objectIdText, sameBytes } from './der-value.ts';
import { objectId } from './object-id.ts';
import { type Bytes, type DerElement, derChildren, derParts, derTag } from './read-der.ts';
import { type Hash, hashAlgorithm } from './signature-algorithm.ts';

/** What the authority signed, by object identifier: each attribute with its one value. */
export type SignedAttributes = ReadonlyMap<string, DerElement>;

/** Throws LedgerError for an attribute that stands twice or has not exactly one value. Source: RFC 5652 §5.3, §11. */
export function readAttributes(list: DerElement): SignedAttributes {
  const what = 'A signed attribute';
  const found = new Map<string, DerElement>();
  for (const element of derChildren(list, 0xa0, what)) {
    const parts = derParts(element, derTag.sequence, what);
    const name = objectIdText(parts.next(derTag.objectId, 'its name'), what);
    const [value, ...more] = derChildren(parts.next(derTag.set, 'its values'), derTag.set, what);
    parts.end();
    if (value === undefined || more.length > 0 || found.has(name))
      throw new LedgerError(`The signed attribute ${name} must stand once, with one value.`);
    found.set(name, value);
  }
  return found;
}

/** The attributes name the statement: its type, and its digest under the signer's hash. */
export async function requireStatement(
  attributes: SignedAttributes,
  statement: Bytes,
  hash: Hash,
): Promise<void> {
  const type = required(attributes, objectId.contentType, 'content type');
  if (objectIdText(type, 'The signed content type') !== objectId.tstInfo)
    throw new LedgerError('The signed content type is not that of a time-stamp statement.');
  const digest = required(attributes, objectId.messageDigest, 'message digest');
  const actual = new Uint8Array(await crypto.subtle.digest(hash, statement));
  if (digest.tag !== derTag.octetString || !sameBytes(digest.content, actual))
    throw new LedgerError('The signed message digest is not that of the time-stamp statement.');
}

/** The attributes name this certificate as the signer's. Source: RFC 5816 §2.2.1, RFC 5035 §4. */
export async function requireSignerCertificate(
  attributes: SignedAttributes,
  signer: Certificate,
): Promise<void> {
  const what = 'The signing-certificate attribute';
  const attribute = required(attributes, objectId.signingCertificateV2, 'signing certificate (ESSCertIDv2)');
  const list = derParts(attribute, derTag.sequence, what).next(derTag.sequence, 'a list');
  const [first] = derChildren(list, derTag.sequence, what);
  if (first === undefined) throw new LedgerError(`${what} is empty.`);
  const parts = derParts(first, derTag.sequence, what);
  const algorithm = parts.optional(derTag.sequence);
  const certificateHash = parts.next(derTag.octetString, 'a digest').content;
  const issuerSerial = parts.optional(derTag.sequence);
  parts.end();
  const hash = algorithm === null ? 'SHA-256' : hashAlgorithm(algorithm, what);
  const actual = new Uint8Array(await crypto.subtle.digest(hash, signer.der));
  if (!sameBytes(actual, certificateHash) || (issuerSerial !== null && !names(issuerSerial, signer)))
    throw new LedgerError(`${what} names another certificate than the signer's.`);
}

function names(issuerSerial: DerElement, signer: Certificate): boolean {
  const parts = derParts(issuerSerial, derTag.sequence, 'The issuer and serial number of the signer');
  const issuers = derChildren(
    parts.next(derTag.sequence, 'an issuer'),
    derTag.sequence,
    'The issuer of the signer',
  );
  const serial = integerValue(
    parts.next(derTag.integer, 'a serial number'),
    'The serial number of the signer',
  );
  parts.end();
  const sameIssuer = issuers.some((one) => one.tag === 0xa4 && sameBytes(one.content, signer.issuer));
  return sameIssuer && serial === signer.serial;
}

function required(attributes: SignedAttributes, name: string, words: string): DerElement {
  const value = attributes.get(name);
  if (value === undefined) throw new LedgerError(`The token lacks the signed attribute ${words}.`);
  return value;
}
