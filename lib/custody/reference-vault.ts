import {
  type ReferenceAlgorithm,
  referenceAlgorithm,
  referenceAlgorithmNames,
} from './reference-algorithm.ts';

/** A blob of the older reference's container, as storage lists it. */
export interface ReferenceBlob {
  readonly name: string;
  readonly sizeBytes: string;
  readonly blobType: string; // PageBlob, BlockBlob, AppendBlob
  readonly etag: string;
  readonly createdAt: string | null; // RFC 3339, as storage says
  readonly lastModified: string | null;
}

/** A secret of the older reference's vault as it is listed: never with its value. */
export interface ReferenceSecret {
  readonly name: string;
  readonly contentType: string | null;
  readonly enabled: boolean;
  readonly createdAt: string | null;
}

/** A secret that says by its name and kind that it holds a hash value of this snapshot. */
export interface ReferenceHash extends ReferenceAlgorithm {
  readonly secret: ReferenceSecret;
  readonly layout: 'v21' | 'before-v21'; // `<snapshot>-hash-<ALGO>`, `<snapshot>-sha256`
}

/** A disk image that the runbook wrote, with what the vault says of it. */
export interface ReferenceSnapshot {
  readonly blob: ReferenceBlob;
  readonly snapshot: string; // the blob's name without `.vhd`
  readonly prefix: string; // yyyyMMddHHmm on the worker's own clock, whose zone is written nowhere
  readonly hashes: readonly ReferenceHash[];
  readonly key: ReferenceSecret | null; // of the disk's encryption: present, never read
}

/** What lies there and is no disk image with its hash values. */
export type ReferenceStray =
  | { readonly kind: 'hash-without-blob'; readonly secret: ReferenceSecret }
  | { readonly kind: 'key-without-blob'; readonly secret: ReferenceSecret }
  | { readonly kind: 'hash-of-two-blobs'; readonly secret: ReferenceSecret }
  | { readonly kind: 'looks-like-a-hash'; readonly secret: ReferenceSecret }
  | { readonly kind: 'other-secret'; readonly secret: ReferenceSecret }
  | { readonly kind: 'other-blob'; readonly blob: ReferenceBlob };

export interface ReferenceVault {
  readonly snapshots: readonly ReferenceSnapshot[]; // by name
  readonly strays: readonly ReferenceStray[];
}

/**
 * What the names of blobs and secrets say, and nothing more: no value was read for it. Names of secrets ignore case, those
 * of blobs do not. Source: Azure/forensics, Copy-VmDigitalEvidenceWin_v21.ps1, and the script before it (`-sha256`).
 */
export function readReferenceVault(
  blobs: readonly ReferenceBlob[],
  secrets: readonly ReferenceSecret[],
): ReferenceVault {
  const images = blobs.filter(({ name }) => snapshotOf(name) !== null);
  const placed = secrets.map((secret) => place(secret, images));
  const snapshots = images.map((blob) => snapshotWith(blob, placed));
  const strays: readonly ReferenceStray[] = [
    ...blobs.filter((blob) => !images.includes(blob)).map((blob) => ({ kind: 'other-blob', blob }) as const),
    ...placed.flatMap((one) => ('stray' in one ? [one.stray] : [])),
  ];
  return { snapshots: snapshots.toSorted(byName), strays };
}

/** Every name by which the vault may have something of an image; none for what is no image, or what a vault cannot name. */
export function secretNamesOf(blobName: string): readonly string[] {
  const { snapshot } = snapshotOf(blobName) ?? {};
  if (snapshot === undefined) return [];
  const hashes = referenceAlgorithmNames.map((name) => `${snapshot}-hash-${name}`);
  return [...hashes, `${snapshot}-sha256`, snapshot].filter((name) => /^[0-9a-z-]{1,127}$/i.test(name));
}

const image = /^(?<snapshot>(?<prefix>\d{12})-[^/]+)\.vhd$/;

/** `202403011200-disk.vhd` → its snapshot and minute; null: the runbook gives no such name. */
function snapshotOf(blobName: string): { readonly snapshot: string; readonly prefix: string } | null {
  const { snapshot, prefix } = image.exec(blobName)?.groups ?? {};
  return snapshot === undefined || prefix === undefined ? null : { snapshot, prefix };
}

type Placed =
  | { readonly key: ReferenceSecret; readonly blob: ReferenceBlob }
  | { readonly hash: ReferenceHash; readonly blob: ReferenceBlob }
  | { readonly stray: ReferenceStray };

/** A name that is a snapshot's own is a key's, whatever else it looks like: a value is read only of what can be nothing but a hash. */
function place(secret: ReferenceSecret, images: readonly ReferenceBlob[]): Placed {
  const [keyed] = blobsOf(secret.name, images);
  if (keyed !== undefined) return { key: secret, blob: keyed };
  if (isKeyKind(secret)) return { stray: { kind: 'key-without-blob', secret } };
  const said = hashName(secret.name);
  if (said === null) return { stray: { kind: 'other-secret', secret } };
  const [blob, another] = blobsOf(said.snapshot, images);
  const algorithm = referenceAlgorithm(said.writtenAs);
  if (algorithm === null || secret.contentType !== 'text/plain')
    return { stray: { kind: 'looks-like-a-hash', secret } };
  if (blob === undefined) return { stray: { kind: 'hash-without-blob', secret } };
  if (another !== undefined) return { stray: { kind: 'hash-of-two-blobs', secret } };
  return { hash: { ...algorithm, secret, layout: said.layout }, blob };
}

function blobsOf(snapshot: string, images: readonly ReferenceBlob[]): readonly ReferenceBlob[] {
  const wanted = `${snapshot}.vhd`.toLowerCase();
  return images.filter(({ name }) => name.toLowerCase() === wanted);
}

const keyKinds = ['bek', 'wrapped bek', 'in-guest-encryption-secret'];

function isKeyKind({ contentType }: ReferenceSecret): boolean {
  return keyKinds.includes(contentType?.toLowerCase() ?? '');
}

function hashName(name: string) {
  const v21 = /^(.+)-hash-([a-z0-9]+)$/i.exec(name);
  if (v21?.[1] !== undefined && v21[2] !== undefined)
    return { snapshot: v21[1], writtenAs: v21[2], layout: 'v21' } as const;
  const [, snapshot] = /^(.+)-sha256$/i.exec(name) ?? [];
  return snapshot === undefined ? null : ({ snapshot, writtenAs: 'SHA256', layout: 'before-v21' } as const);
}

function snapshotWith(blob: ReferenceBlob, placed: readonly Placed[]): ReferenceSnapshot {
  const own = placed.flatMap((one) => ('blob' in one && one.blob === blob ? [one] : []));
  const hashes = own.flatMap((one) => ('hash' in one ? [one.hash] : []));
  const [key = null] = own.flatMap((one) => ('key' in one ? [one.key] : []));
  const { snapshot = blob.name, prefix = '' } = snapshotOf(blob.name) ?? {};
  return { blob, snapshot, prefix, hashes, key };
}

function byName(a: ReferenceSnapshot, b: ReferenceSnapshot): number {
  return a.blob.name < b.blob.name ? -1 : 1;
}
