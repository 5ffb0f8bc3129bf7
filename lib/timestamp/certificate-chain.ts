import { LedgerError } from '../ledger/ledger-error.ts';
import type { Certificate } from './certificate.ts';
import { holdsUnder } from './check-signature.ts';
import { integerValue, objectIdText, sameBytes } from './der-value.ts';
import { nameText } from './distinguished-name.ts';
import { objectId } from './object-id.ts';
import { derChildren, derParts, derTag, readDer } from './read-der.ts';
import { signatureAlgorithm } from './signature-algorithm.ts';

const maxLength = 8;
const maxSignatures = 64; // so that a token full of certificates that sign each other is given up
const understood: readonly string[] = [
  objectId.keyUsage,
  objectId.subjectAltName,
  objectId.basicConstraints,
  objectId.certificatePolicies,
  objectId.extendedKeyUsage,
];

/**
 * The certificates from `leaf` to one of the roots, both included, each valid at `at` and signed by the next.
 * In: further certificates that may lie between; nothing about them is believed. Throws LedgerError that says where
 * the way ends. Revocation is not looked at. Source: RFC 5280 §6.1, without name constraints and policy mapping.
 */
export async function chainToRoot(
  leaf: Certificate,
  others: readonly Certificate[],
  roots: readonly Certificate[],
  at: Date,
): Promise<readonly Certificate[]> {
  const problems: string[] = [];
  const found = await extend([leaf], { others, roots, at, problems, signaturesLeft: maxSignatures });
  if (found !== null) return found;
  throw new LedgerError(
    problems[0] ?? `The certificate of ${nameText(leaf.subject)} does not lead to a root that is trusted.`,
  );
}

interface Search {
  readonly others: readonly Certificate[];
  readonly roots: readonly Certificate[];
  readonly at: Date;
  readonly problems: string[];
  signaturesLeft: number;
}

async function extend(path: readonly Certificate[], search: Search): Promise<readonly Certificate[] | null> {
  const last = path.at(-1);
  if (last === undefined || path.length > maxLength) return null;
  const problem = problemOf(last, path.length - 1, search.at);
  if (problem !== null) {
    search.problems.push(problem);
    return null;
  }
  if (search.roots.some((root) => sameBytes(root.der, last.der))) return path;
  for (const issuer of [...search.roots, ...search.others]) {
    if (!sameBytes(issuer.subject, last.issuer) || path.some((one) => sameBytes(one.der, issuer.der)))
      continue;
    search.signaturesLeft -= 1;
    if (search.signaturesLeft < 0)
      throw new LedgerError('The token holds too many certificates to look through.');
    const wrong = await signatureProblem(last, issuer);
    if (wrong !== null) {
      search.problems.push(wrong);
      continue;
    }
    const whole = await extend([...path, issuer], search);
    if (whole !== null) return whole;
  }
  return null;
}

/** Null if `issuer` signed it. An algorithm that is not taken matters only here: nobody checks a root's own signature. */
async function signatureProblem(one: Certificate, issuer: Certificate): Promise<string | null> {
  const what = `The certificate of ${nameText(one.subject)}`;
  try {
    const algorithm = signatureAlgorithm(one.algorithm, what);
    if (algorithm.hash === null) return `${what} does not say which hash it is signed over.`;
    const holds = await holdsUnder(issuer.publicKey, algorithm, algorithm.hash, one.signature, one.signed);
    return holds ? null : `${what} is not signed by its issuer.`;
  } catch (error) {
    if (error instanceof LedgerError) return error.message;
    throw error;
  }
}

/** What keeps this certificate from standing `below` certificates above the leaf, or null. */
function problemOf(one: Certificate, below: number, at: Date): string | null {
  const name = nameText(one.subject);
  if (at < one.notBefore || at > one.notAfter) {
    const span = `${one.notBefore.toISOString()} to ${one.notAfter.toISOString()}`;
    return `The certificate of ${name} was not valid at ${at.toISOString()}, only from ${span}.`;
  }
  for (const [extension, { critical }] of one.extensions)
    if (critical && !understood.includes(extension))
      return `The certificate of ${name} has the critical extension ${extension}, which is not understood.`;
  return below === 0 ? null : issuerProblem(one, below - 1, name);
}

function issuerProblem(one: Certificate, authoritiesBelow: number, name: string): string | null {
  const constraints = one.extensions.get(objectId.basicConstraints);
  if (constraints === undefined)
    return `The certificate of ${name} does not say that it may issue certificates.`;
  const parts = derParts(
    readDer(constraints.value, 'Basic constraints'),
    derTag.sequence,
    'Basic constraints',
  );
  const mayIssue = parts.optional(derTag.boolean)?.content[0] === 0xff;
  const limit = parts.optional(derTag.integer);
  if (!mayIssue) return `The certificate of ${name} may not issue certificates.`;
  if (limit !== null && integerValue(limit, 'A path length') < BigInt(authoritiesBelow))
    return `The certificate of ${name} does not allow so long a chain.`;
  if (!hasKeyUsage(one, 0x04)) return `The key of ${name} may not sign certificates.`;
  const purposes = keyPurposes(one);
  if (
    purposes !== null &&
    !purposes.some((use) => use === objectId.timeStamping || use === objectId.anyPurpose)
  )
    return `The certificate of ${name} may not be used for time stamps.`;
  return null;
}

/** Whether one of the bits of the first key-usage byte is set; a certificate without the extension allows everything. */
export function hasKeyUsage(one: Certificate, bits: number): boolean {
  const extension = one.extensions.get(objectId.keyUsage);
  if (extension === undefined) return true;
  const { tag, content } = readDer(extension.value, 'A key usage');
  return tag === derTag.bitString && ((content[1] ?? 0) & bits) !== 0;
}

/** The purposes of the extended key usage, or null if the certificate has none. */
export function keyPurposes(one: Certificate): readonly string[] | null {
  const extension = one.extensions.get(objectId.extendedKeyUsage);
  if (extension === undefined) return null;
  const list = readDer(extension.value, 'An extended key usage');
  return derChildren(list, derTag.sequence, 'An extended key usage').map((use) =>
    objectIdText(use, 'A key purpose'),
  );
}
