import type { TokenCredential } from '@azure/identity';
import { SecretClient, type SecretProperties } from '@azure/keyvault-secrets';
import { type BlobItem, ContainerClient } from '@azure/storage-blob';
import { referenceDigest } from '../../custody/reference-algorithm.ts';
import type { ReferenceHashValue } from '../../custody/reference-provenance.ts';
import type { ReferenceBlob, ReferenceHash, ReferenceSecret } from '../../custody/reference-vault.ts';
import type { ReferenceVaultSource } from '../../ports/reference-vault.ts';
import { callAzure } from './azure-error.ts';
import { quoted } from './staged-sources.ts';
import { vaultCredential, vaultOptions } from './vault-credential.ts';

/**
 * The older reference's room as Azure lists it. `credential`: an identity that reads there and writes nowhere. Source:
 * Microsoft Learn, "Get Secrets", "Get Secret Versions", "List Blobs", "Get Container Properties".
 */
export function azureReferenceVault({
  credential,
  containerUrl,
  vaultUrl,
}: {
  readonly credential: TokenCredential;
  readonly containerUrl: string;
  readonly vaultUrl: string;
}): ReferenceVaultSource {
  const container = new ContainerClient(containerUrl, credential);
  const vault = new SecretClient(vaultUrl, vaultCredential(credential), vaultOptions);
  return {
    endpoint: containerUrl.slice(0, containerUrl.lastIndexOf('/')),
    container: container.containerName,
    vaultUrl,
    list: async (signal) => {
      const properties = await callAzure('read the container of the older custody room', () =>
        container.getProperties({ abortSignal: signal }),
      );
      const { hasLegalHold = null, hasImmutabilityPolicy = null } = properties;
      return {
        blobs: await listBlobs(container, signal),
        secrets: await listSecrets(vault, signal),
        protection: { legalHold: hasLegalHold, immutabilityPolicy: hasImmutabilityPolicy },
        readAt: (properties.date ?? new Date()).toISOString(),
      };
    },
    hashValues: (hash, signal) =>
      callAzure('read a hash value of the older custody room', () => readVersions(vault, hash, signal)),
  };
}

function listBlobs(container: ContainerClient, signal: AbortSignal): Promise<readonly ReferenceBlob[]> {
  return callAzure('list the older custody room', async () => {
    const found: ReferenceBlob[] = [];
    for await (const item of container.listBlobsFlat({ abortSignal: signal })) found.push(blobOf(item));
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

function listSecrets(vault: SecretClient, signal: AbortSignal): Promise<readonly ReferenceSecret[]> {
  return callAzure('list the secrets of the older custody room', async () => {
    const found: ReferenceSecret[] = [];
    for await (const one of vault.listPropertiesOfSecrets({ abortSignal: signal })) found.push(secretOf(one));
    return found;
  });
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
  const versions: SecretProperties[] = [];
  for await (const one of vault.listPropertiesOfSecretVersions(name, { abortSignal: signal }))
    versions.push(one);
  const values = versions.map(async ({ version = '', createdOn, enabled, contentType }) => {
    // Another version may be another thing: only what says that it is text is read.
    const read = enabled !== false && contentType === 'text/plain';
    const secret = read ? await vault.getSecret(name, { version, abortSignal: signal }) : null;
    const hex = secret?.value === undefined ? null : referenceDigest(secret.value, hash);
    return { version, createdAt: createdOn?.toISOString() ?? null, hex };
  });
  return (await Promise.all(values)).toSorted((a, b) => ((a.createdAt ?? '') < (b.createdAt ?? '') ? -1 : 1));
}
