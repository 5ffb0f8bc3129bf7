import type { TokenCredential } from '@azure/identity';
import { SecretClient, type SecretProperties } from '@azure/keyvault-secrets';
import { type BlobItem, ContainerClient } from '@azure/storage-blob';
import { CustodyError } from '../../custody/custody-error.ts';
import { referenceDigest } from '../../custody/reference-algorithm.ts';
import type { ReferenceHashValue } from '../../custody/reference-provenance.ts';
import {
  type ReferenceBlob,
  type ReferenceHash,
  type ReferenceSecret,
  secretNamesOf,
} from '../../custody/reference-vault.ts';
import type { ReferenceListing, ReferencePage, ReferenceVaultSource } from '../../ports/reference-vault.ts';
import { callAzure, isNotFound } from './azure-error.ts';
import { quoted } from './staged-sources.ts';
import { vaultCredential, vaultOptions } from './vault-credential.ts';

const bounds = { blobs: 200, secrets: 2_500 } as const; // a page; a vault gives 25 secrets an answer
const mostOfMinute = 5_000;

/**
 * The older reference's room as Azure lists it. `credential`: an identity that reads there and writes nowhere. Source:
 * Microsoft Learn, "Get Secrets", "Get Secret Versions", "List Blobs", "Get Container Properties".
 */
export function azureReferenceVault({
  credential,
  containerUrl,
  vaultUrl,
  most = bounds,
}: {
  readonly credential: TokenCredential;
  readonly containerUrl: string;
  readonly vaultUrl: string;
  readonly most?: { readonly blobs: number; readonly secrets: number };
}): ReferenceVaultSource {
  const container = new ContainerClient(containerUrl, credential);
  const vault = new SecretClient(vaultUrl, vaultCredential(credential), vaultOptions);
  return {
    endpoint: containerUrl.slice(0, containerUrl.lastIndexOf('/')),
    container: container.containerName,
    vaultUrl,
    list: async (signal, from = null) => {
      const [{ blobs, next }, { secrets, hasMoreSecrets }] = [
        await pageOfBlobs(container, { from, most: most.blobs }, signal),
        await listSecrets(vault, most.secrets, signal),
      ];
      const room = await roomOf(container, signal);
      return { ...room, blobs, next, secrets, hasMoreSecrets, isFirst: from === null };
    },
    look: async (blob, signal) => {
      const blobs = await blobsOfMinute(container, blob, signal);
      const secrets = await secretsOf(vault, blob, signal);
      return { ...(await roomOf(container, signal)), blobs, secrets };
    },
    hashValues: (hash, signal) =>
      callAzure('read a hash value of the older custody room', () => readVersions(vault, hash, signal)),
  };
}

async function roomOf(
  container: ContainerClient,
  signal: AbortSignal,
): Promise<Pick<ReferenceListing, 'protection' | 'readAt'>> {
  const properties = await callAzure('read the container of the older custody room', () =>
    container.getProperties({ abortSignal: signal }),
  );
  const { hasLegalHold = null, hasImmutabilityPolicy = null } = properties;
  return {
    protection: { legalHold: hasLegalHold, immutabilityPolicy: hasImmutabilityPolicy },
    readAt: (properties.date ?? new Date()).toISOString(),
  };
}

/** A page may be shorter than it could be, and even empty, while others follow (Microsoft Learn, "List Blobs", Remarks). */
function pageOfBlobs(
  container: ContainerClient,
  { from, most }: { readonly from: string | null; readonly most: number },
  signal: AbortSignal,
): Promise<Pick<ReferencePage, 'blobs' | 'next'>> {
  return callAzure('list the older custody room', async () => {
    const pages = container.listBlobsFlat({ abortSignal: signal });
    const place = from === null ? {} : { continuationToken: from };
    for await (const { segment, continuationToken } of pages.byPage({ maxPageSize: most, ...place }))
      return { blobs: segment.blobItems.map(blobOf), next: continuationToken || null };
    return { blobs: [], next: null };
  });
}

/** The image, and what else was taken in the minute of its name: another one may differ by capital letters alone. */
function blobsOfMinute(
  container: ContainerClient,
  blob: string,
  signal: AbortSignal,
): Promise<readonly ReferenceBlob[]> {
  return callAzure('look for the image in the older custody room', async () => {
    const found: ReferenceBlob[] = [];
    const prefix = blob.slice(0, 'yyyyMMddHHmm-'.length);
    for await (const item of container.listBlobsFlat({ prefix, abortSignal: signal })) {
      found.push(blobOf(item));
      if (found.length === mostOfMinute)
        throw new CustodyError(
          'not-feasible',
          `More than ${mostOfMinute} images have the minute of its name.`,
        );
    }
    return found;
  });
}

function blobOf({ name, properties }: BlobItem): ReferenceBlob {
  const { contentLength, blobType, etag, createdOn, lastModified } = properties;
  return {
    name,
    sizeBytes: String(contentLength ?? 0),
    blobType: blobType ?? 'BlockBlob',
    etag: quoted(etag),
    createdAt: createdOn?.toISOString() ?? null,
    lastModified: lastModified.toISOString(),
  };
}

function listSecrets(
  vault: SecretClient,
  most: number,
  signal: AbortSignal,
): Promise<Pick<ReferencePage, 'secrets' | 'hasMoreSecrets'>> {
  return callAzure('list the secrets of the older custody room', async () => {
    const secrets: ReferenceSecret[] = [];
    for await (const one of vault.listPropertiesOfSecrets({ abortSignal: signal })) {
      if (secrets.length === most) return { secrets, hasMoreSecrets: true };
      secrets.push(secretOf(one));
    }
    return { secrets, hasMoreSecrets: false };
  });
}

/** The newest version of each secret that an image can have, asked for by its name: a vault lists by no beginning of a name. */
function secretsOf(
  vault: SecretClient,
  blob: string,
  signal: AbortSignal,
): Promise<readonly ReferenceSecret[]> {
  return callAzure('look for the hash values of the image', async () => {
    const found = await Promise.all(secretNamesOf(blob).map((name) => versionsOf(vault, name, signal)));
    const createdAt = ({ createdOn }: SecretProperties) => createdOn?.getTime() ?? 0;
    return found.flatMap((versions) => {
      const newest = versions.toSorted((a, b) => createdAt(b) - createdAt(a))[0];
      return newest === undefined ? [] : [secretOf(newest)];
    });
  });
}

async function versionsOf(
  vault: SecretClient,
  name: string,
  signal: AbortSignal,
): Promise<readonly SecretProperties[]> {
  const versions: SecretProperties[] = [];
  try {
    for await (const one of vault.listPropertiesOfSecretVersions(name, { abortSignal: signal }))
      versions.push(one);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
  return versions;
}

function secretOf({ name, contentType, enabled, createdOn }: SecretProperties): ReferenceSecret {
  return {
    name,
    contentType: contentType ?? null,
    enabled: enabled ?? true,
    createdAt: createdOn?.toISOString() ?? null,
  };
}

async function readVersions(
  vault: SecretClient,
  hash: ReferenceHash,
  signal: AbortSignal,
): Promise<readonly ReferenceHashValue[]> {
  const { name } = hash.secret;
  const versions = await versionsOf(vault, name, signal);
  const values = versions.map(async ({ version = '', createdOn, enabled, contentType }) => {
    // Another version may be another thing: only what says that it is text is read.
    const read = enabled !== false && contentType === 'text/plain';
    const secret = read ? await vault.getSecret(name, { version, abortSignal: signal }) : null;
    const hex = secret?.value === undefined ? null : referenceDigest(secret.value, hash);
    return { version, createdAt: createdOn?.toISOString() ?? null, hex };
  });
  return (await Promise.all(values)).toSorted((a, b) => ((a.createdAt ?? '') < (b.createdAt ?? '') ? -1 : 1));
}
