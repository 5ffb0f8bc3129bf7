import { LedgerError } from '../ledger/ledger-error.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { integerValue, objectIdText } from './der-value.ts';
import { objectId } from './object-id.ts';
import { type Bytes, type DerElement, derChildren, derParts, derTag } from './read-der.ts';
import {
  type Hash,
  hashAlgorithm,
  type SignatureAlgorithm,
  signatureAlgorithm,
} from './signature-algorithm.ts';

/** A CMS SignedData around a time-stamp statement, with its one signature; parsed and not yet believed. */
export interface SignedData {
  readonly statement: Bytes; // TSTInfo in DER
  readonly certificates: readonly Certificate[];
  readonly signer: Signer;
}

export interface Signer {
  readonly issuer: Bytes; // a Name in DER
  readonly serial: bigint;
  readonly hash: Hash;
  readonly algorithm: SignatureAlgorithm;
  readonly signature: Bytes;
  readonly attributes: DerElement; // as in the token, with the tag [0]
}

/** In: a CMS ContentInfo. Throws LedgerError if it is not a time-stamp token. Source: RFC 5652 §5, RFC 3161 §2.4.2. */
export function readSignedData(token: DerElement): SignedData {
  const what = 'The time-stamp token';
  const info = derParts(token, derTag.sequence, what);
  if (objectIdText(info.next(derTag.objectId, 'its type'), what) !== objectId.signedData)
    throw new LedgerError(`${what} is not signed data.`);
  const wrapper = derParts(info.next(0xa0, 'its content'), 0xa0, what);
  info.end();
  const parts = derParts(wrapper.next(derTag.sequence, 'signed data'), derTag.sequence, what);
  wrapper.end();
  requireVersion(parts.next(derTag.integer, 'its version'), 3n, what);
  const hashes = derChildren(parts.next(derTag.set, 'its digest algorithms'), derTag.set, what);
  const statement = readStatement(parts.next(derTag.sequence, 'its statement'));
  const certificates = parts.optional(0xa0);
  parts.optional(0xa1); // revocation lists: not looked at
  const signers = derChildren(parts.next(derTag.set, 'its signatures'), derTag.set, what);
  parts.end();
  const signer = readSigner(onlyOne(signers));
  if (!hashes.map((one) => hashAlgorithm(one, what)).includes(signer.hash))
    throw new LedgerError(`${what} does not list the hash that its signature uses.`);
  return { statement, certificates: certificates === null ? [] : readCertificates(certificates), signer };
}

function readStatement(element: DerElement): Bytes {
  const parts = derParts(element, derTag.sequence, 'The content of the token');
  const type = objectIdText(parts.next(derTag.objectId, 'its type'), 'The type of the content');
  if (type !== objectId.tstInfo)
    throw new LedgerError(`The token holds content of the type ${type}, not a time-stamp statement.`);
  const wrapper = derParts(parts.next(0xa0, 'a statement'), 0xa0, 'The content of the token');
  const statement = wrapper.next(derTag.octetString, 'a statement').content;
  wrapper.end();
  parts.end();
  return statement;
}

function readCertificates(list: DerElement): readonly Certificate[] {
  const x509 = derChildren(list, 0xa0, 'The certificates of the token').filter(
    (one) => one.tag === derTag.sequence,
  );
  return x509.map((one) => readCertificate(one.bytes));
}

function onlyOne(signers: readonly DerElement[]): DerElement {
  const [first, ...more] = signers;
  if (first === undefined || more.length > 0)
    throw new LedgerError(`The time-stamp token has ${signers.length} signatures instead of exactly one.`);
  return first;
}

function readSigner(element: DerElement): Signer {
  const what = 'The signature of the token';
  const parts = derParts(element, derTag.sequence, what);
  requireVersion(parts.next(derTag.integer, 'its version'), 1n, what);
  const sid = derParts(parts.next(derTag.sequence, 'its issuer and serial number'), derTag.sequence, what);
  const issuer = sid.next(derTag.sequence, 'its issuer').bytes;
  const serial = integerValue(
    sid.next(derTag.integer, 'its serial number'),
    'The serial number of the signer',
  );
  sid.end();
  const hash = hashAlgorithm(parts.next(derTag.sequence, 'its hash'), what);
  const attributes = parts.next(0xa0, 'signed attributes');
  const algorithm = signatureAlgorithm(parts.next(derTag.sequence, 'its algorithm'), what);
  const signature = parts.next(derTag.octetString, 'its value').content;
  parts.optional(0xa1); // unsigned attributes prove nothing
  parts.end();
  if (algorithm.hash !== null && algorithm.hash !== hash)
    throw new LedgerError(`${what} names two different hashes.`);
  return { issuer, serial, hash, attributes, algorithm, signature };
}

function requireVersion(element: DerElement, wanted: bigint, what: string): void {
  if (integerValue(element, what) !== wanted) throw new LedgerError(`${what} has an unknown version.`);
}
