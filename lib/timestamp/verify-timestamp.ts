import { LedgerError } from '../ledger/ledger-error.ts';
import type { Certificate } from './certificate.ts';
import { chainToRoot, hasKeyUsage, keyPurposes } from './certificate-chain.ts';
import { holdsUnder } from './check-signature.ts';
import { clockAnomaly } from './clock-anomaly.ts';
import { hexOf, sameBytes } from './der-value.ts';
import { nameText } from './distinguished-name.ts';
import { objectId } from './object-id.ts';
import { type Bytes, type DerElement, derChildren, derTag, readDer } from './read-der.ts';
import { readAttributes, requireSignerCertificate, requireStatement } from './signed-attributes.ts';
import { readSignedData, type Signer } from './signed-data.ts';
import { tokenOf } from './timestamp-response.ts';
import { readTstInfo, type TstInfo } from './tst-info.ts';

/** What is held against a time stamp. */
export interface TimestampQuestion {
  /** The authority's whole answer, or the token alone, in DER. */
  readonly token: Uint8Array;
  /** What was stamped: the bytes, or their SHA-256 (32 bytes). */
  readonly stamped: { readonly data: Uint8Array } | { readonly sha256: Uint8Array };
  /** The number that was sent along; null if it was not kept, then it is not compared. */
  readonly nonce: bigint | null;
  readonly roots: readonly Certificate[];
  /** Object identifiers of the policies that are taken; null for any. */
  readonly policies: readonly string[] | null;
  /** The clock to hold the stated time against; null to leave it. */
  readonly now: Date | null;
}

/** What a time stamp proves: that what was stamped existed at `genTime`, give or take `accuracyMs`. */
export interface TimestampFacts {
  readonly genTime: Date;
  readonly accuracyMs: number | null;
  readonly policy: string; // object identifier
  readonly serial: string; // hexadecimal, lower case
  readonly ordering: boolean;
  readonly authority: {
    readonly name: string;
    readonly certificateSha256: string; // hexadecimal
    readonly rootSha256: string; // hexadecimal, of the configured root it leads to
    readonly validUntil: Date; // of the authority's certificate: renew the stamp before
  };
  /** Why the stated time does not fit the clock; null if it does or no clock was given. */
  readonly anomaly: string | null;
}

/**
 * Checks a time stamp from its bytes and the configured roots alone, as of the time it states, so that it still holds
 * after the authority's certificate has expired. Throws LedgerError for the first check that fails.
 * Source: RFC 3161 §2.2, §2.3, §2.4.2; RFC 5816.
 */
export async function verifyTimestamp(question: TimestampQuestion): Promise<TimestampFacts> {
  const { statement, certificates, signer } = readSignedData(tokenOf(question.token));
  const stated = readTstInfo(statement);
  await requireImprint(stated, question.stamped);
  requireNonce(stated, question.nonce);
  requirePolicy(stated, question.policies);
  const certificate = certificateOf(signer, [...certificates, ...question.roots]);
  const attributes = readAttributes(signer.attributes);
  await requireStatement(attributes, statement, signer.hash);
  await requireSignerCertificate(attributes, certificate);
  await requireSignature(signer, certificate);
  requirePurpose(certificate);
  requireName(stated, certificate);
  const chain = await chainToRoot(certificate, certificates, question.roots, stated.genTime);
  return await factsOf(stated, chain, question.now);
}

async function requireImprint({ imprint }: TstInfo, stamped: TimestampQuestion['stamped']): Promise<void> {
  if (imprint.hash !== 'SHA-256')
    throw new LedgerError(`The time stamp is over ${imprint.hash}, not SHA-256.`);
  const wanted = 'sha256' in stamped ? stamped.sha256 : await sha256(new Uint8Array(stamped.data));
  if (!sameBytes(imprint.digest, wanted))
    throw new LedgerError('The time stamp is over other bytes than these.');
}

function requireNonce({ nonce }: TstInfo, wanted: bigint | null): void {
  if (wanted === null) return;
  if (nonce === null) throw new LedgerError('The time stamp does not repeat the nonce that was sent.');
  if (nonce !== wanted) throw new LedgerError('The time stamp repeats another nonce than was sent.');
}

function requirePolicy({ policy }: TstInfo, policies: readonly string[] | null): void {
  if (policies === null || policies.includes(policy)) return;
  throw new LedgerError(
    `The time stamp was made under the policy ${policy}, which is not among those taken.`,
  );
}

function certificateOf(signer: Signer, known: readonly Certificate[]): Certificate {
  const found = known.find((one) => one.serial === signer.serial && sameBytes(one.issuer, signer.issuer));
  if (found === undefined) throw new LedgerError("The token does not hold its signer's certificate.");
  return found;
}

/** The signature is over the attributes written as a set of their own (RFC 5652 §5.4). */
async function requireSignature(signer: Signer, certificate: Certificate): Promise<void> {
  const signed = new Uint8Array(signer.attributes.bytes);
  signed[0] = derTag.set;
  const { algorithm, hash, signature } = signer;
  if (!(await holdsUnder(certificate.publicKey, algorithm, hash, signature, signed)))
    throw new LedgerError('The signature of the time stamp is wrong.');
}

/** RFC 3161 §2.3: the key serves time stamps and nothing else. */
function requirePurpose(certificate: Certificate): void {
  const name = nameText(certificate.subject);
  const purposes = keyPurposes(certificate) ?? [];
  if (purposes.length !== 1 || purposes[0] !== objectId.timeStamping)
    throw new LedgerError(`The certificate of ${name} is not for time stamps alone.`);
  if (certificate.extensions.get(objectId.extendedKeyUsage)?.critical !== true)
    throw new LedgerError(`The certificate of ${name} does not mark its purpose as critical.`);
  if (!hasKeyUsage(certificate, 0xc0)) throw new LedgerError(`The key of ${name} may not sign.`);
}

/** A name in the statement must be one of the signer's names (RFC 3161 §2.4.2, field tsa). */
function requireName({ authorityName }: TstInfo, certificate: Certificate): void {
  if (authorityName === null) return;
  const isSubject = authorityName.tag === 0xa4 && sameBytes(authorityName.content, certificate.subject);
  if (isSubject || otherNames(certificate).some((name) => sameBytes(name.bytes, authorityName.bytes))) return;
  throw new LedgerError("The time stamp names another authority than its signer's certificate.");
}

function otherNames(certificate: Certificate): readonly DerElement[] {
  const extension = certificate.extensions.get(objectId.subjectAltName);
  if (extension === undefined) return [];
  return derChildren(readDer(extension.value, 'Other names'), derTag.sequence, 'Other names');
}

async function factsOf(
  stated: TstInfo,
  chain: readonly Certificate[],
  now: Date | null,
): Promise<TimestampFacts> {
  const [authority] = chain;
  const root = chain.at(-1);
  if (authority === undefined || root === undefined)
    throw new LedgerError('The chain of certificates is empty.');
  const { genTime, accuracyMs, policy, serial, ordering } = stated;
  return {
    genTime,
    accuracyMs,
    policy,
    serial,
    ordering,
    authority: {
      name: nameText(authority.subject),
      certificateSha256: hexOf(await sha256(authority.der)),
      rootSha256: hexOf(await sha256(root.der)),
      validUntil: authority.notAfter,
    },
    anomaly: now === null ? null : clockAnomaly(genTime, accuracyMs, now),
  };
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
