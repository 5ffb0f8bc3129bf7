import { LedgerError } from '../ledger/ledger-error.ts';
import { objectIdText } from './der-value.ts';
import { objectId } from './object-id.ts';
import { type DerElement, derParts, derTag } from './read-der.ts';

export type Hash = 'SHA-256' | 'SHA-384' | 'SHA-512';

/** How something was signed. `hash` is null where the algorithm's name leaves it to the signer's digest algorithm. */
export interface SignatureAlgorithm {
  readonly scheme: 'ecdsa' | 'rsa';
  readonly hash: Hash | null;
}

const hashes: Readonly<Record<string, Hash>> = {
  [objectId.sha256]: 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
};

const schemes: Readonly<Record<string, SignatureAlgorithm>> = {
  '1.2.840.10045.4.3.2': { scheme: 'ecdsa', hash: 'SHA-256' },
  '1.2.840.10045.4.3.3': { scheme: 'ecdsa', hash: 'SHA-384' },
  '1.2.840.10045.4.3.4': { scheme: 'ecdsa', hash: 'SHA-512' },
  '1.2.840.113549.1.1.11': { scheme: 'rsa', hash: 'SHA-256' },
  '1.2.840.113549.1.1.12': { scheme: 'rsa', hash: 'SHA-384' },
  '1.2.840.113549.1.1.13': { scheme: 'rsa', hash: 'SHA-512' },
  [objectId.rsaEncryption]: { scheme: 'rsa', hash: null },
};

/** The hash an AlgorithmIdentifier names. Throws LedgerError for one that is unknown or too weak. Source: RFC 5754 §2. */
export function hashAlgorithm(element: DerElement, what: string): Hash {
  const name = algorithmName(element, what, 'null or absent');
  const hash = hashes[name];
  if (hash === undefined)
    throw new LedgerError(`${what} uses the hash ${name}; SHA-256, -384 and -512 are taken.`);
  return hash;
}

/** The signature scheme an AlgorithmIdentifier names; RSA-PSS and SHA-1 are refused. Source: RFC 5754 §3, RFC 5758 §3.2. */
export function signatureAlgorithm(element: DerElement, what: string): SignatureAlgorithm {
  const name = algorithmName(element, what, null);
  const found = schemes[name];
  if (found === undefined)
    throw new LedgerError(
      `${what} is signed with ${name}; ECDSA and RSA (PKCS #1 v1.5) over SHA-2 are taken.`,
    );
  algorithmName(element, what, found.scheme === 'rsa' ? 'null or absent' : 'absent');
  return found;
}

function algorithmName(
  element: DerElement,
  what: string,
  parameters: 'absent' | 'null or absent' | null,
): string {
  const parts = derParts(element, derTag.sequence, what);
  const name = objectIdText(parts.next(derTag.objectId, what), what);
  if (parameters === null) return name;
  if (parameters === 'null or absent') parts.optional(derTag.null);
  if (parts.hasMore())
    throw new LedgerError(`${what} names an algorithm with parameters that do not belong.`);
  return name;
}
