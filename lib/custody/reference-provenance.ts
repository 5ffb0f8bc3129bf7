import type { EarlierCustody } from './brought-source.ts';
import type { DigestClaim } from './digest-claim.ts';
import type { ReferenceHash, ReferenceSnapshot } from './reference-vault.ts';

/** One version of a hash secret, as it was read. */
export interface ReferenceHashValue {
  readonly version: string;
  readonly createdAt: string | null; // RFC 3339, as the vault says
  readonly hex: string | null; // small digits; null: disabled, or no value of this algorithm
}

/** What is known of the room at the moment of asking. */
export interface ReferenceRoom {
  readonly endpoint: string;
  readonly container: string;
  readonly vaultUrl: string;
  readonly protection: { readonly legalHold: boolean | null; readonly immutabilityPolicy: boolean | null };
  readonly readAt: string;
}

/** What stands with an item that was taken over: claims to compare, the custody before, what has to be known. */
interface ReferenceProvenance {
  readonly claims: readonly DigestClaim[];
  readonly earlier: EarlierCustody;
  readonly notes: readonly string[];
}

/** In: one image, and the versions of each of its hash secrets in the order of `snapshot.hashes`. */
export function referenceProvenance(
  snapshot: ReferenceSnapshot,
  values: readonly (readonly ReferenceHashValue[])[],
  room: ReferenceRoom,
): ReferenceProvenance {
  const read = snapshot.hashes.map((hash, at) => ({ hash, versions: values[at] ?? [] }));
  const claims = read.flatMap(({ hash, versions }) =>
    versions.flatMap(({ version, createdAt, hex }) => {
      if (hex === null) return [];
      const foundIn = `secret ${hash.secret.name} of ${room.vaultUrl}, version ${version}, created ${createdAt ?? 'Unknown'}`;
      return [{ algorithm: hash.algorithm, hex, foundIn }];
    }),
  );
  const illegible = read.flatMap(({ hash, versions }) =>
    versions.filter(({ hex }) => hex === null).map(({ version }) => illegibleWords(hash, version)),
  );
  return {
    claims,
    earlier: {
      takenBy: null,
      takenAt: null, // the minute in the name has no zone
      how: 'By a runbook of the Microsoft reference “Computer forensics chain of custody in Azure”, as the names say.',
      heldBy: `${room.endpoint}/${room.container}`,
    },
    notes: [
      minuteWords(snapshot),
      protectionWords(room),
      ...(claims.length === 0 ? [nothingToCompare] : [howHashed]),
      ...read.flatMap(({ hash }) => hashWords(hash)),
      ...illegible,
      ...keyWords(snapshot),
    ],
  };
}

/** `202403011412` → `2024-03-01 14:12`, on a clock whose zone is written nowhere. */
export function prefixWords(prefix: string): string {
  return prefix.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3 $4:$5');
}

const nothingToCompare =
  'No hash value of it lies in the vault: nothing of the time before the receipt can be compared.';

const howHashed =
  'The runbook hashed a second copy on a file share, never this blob, and kept the value as an ordinary secret that nothing ties to a version of the blob.';

function minuteWords({ prefix, blob }: ReferenceSnapshot): string {
  return `Its name says that the runbook began at ${prefixWords(prefix)} on its worker’s clock, whose zone is written nowhere; storage says that the blob was created ${blob.createdAt ?? 'at an unknown time'}.`;
}

function protectionWords({
  protection: { legalHold, immutabilityPolicy },
  container,
  readAt,
}: ReferenceRoom) {
  return `At ${readAt} storage said of the container ${container}: legal hold ${yes(legalHold)}, retention policy ${yes(immutabilityPolicy)}. It says nothing of any time before.`;
}

function yes(value: boolean | null): string {
  if (value === null) return 'Unknown';
  return value ? 'yes' : 'no';
}

function hashWords({ secret, why, layout }: ReferenceHash): readonly string[] {
  const before =
    layout === 'before-v21'
      ? ['written by a script from before version 21, which could store another disk’s value for a data disk']
      : [];
  return [...(why === null ? [] : [why]), ...before].map((words) => `Secret ${secret.name}: ${words}.`);
}

function illegibleWords({ secret, algorithm }: ReferenceHash, version: string): string {
  return `Version ${version} of secret ${secret.name} is disabled or holds no ${algorithm} value: nothing was compared with it.`;
}

function keyWords({ key }: ReferenceSnapshot): readonly string[] {
  if (key === null) return [];
  return [
    `The vault has a secret of the image’s own name (${key.contentType ?? 'no type'}), which is the key of the disk’s encryption. Holdfast did not read it: keep that vault, or the image cannot be unlocked.`,
  ];
}
