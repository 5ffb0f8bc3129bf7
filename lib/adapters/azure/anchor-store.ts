import type { TokenCredential } from '@azure/identity';
import { ContainerClient, newPipeline } from '@azure/storage-blob';
import type { AnchorName, AnchorStore } from '../../ports/anchor-store.ts';
import { callAzure, isNotFound } from './azure-error.ts';
import { putOnce } from './put-once.ts';
import { wholeBlobs } from './whole-blob.ts';

/** `prefix`: the folder of this log within the container, without slashes at its ends. */
export interface AnchorStoreConfig {
  readonly credential: TokenCredential;
  readonly containerUrl: string; // https://<account>.blob.core.windows.net/<container>
  readonly prefix: string;
}

/** Anchors as block blobs under new names. Source: "Immutable storage for Azure Blob Storage" (Microsoft). */
export function azureAnchorStore({ credential, containerUrl, prefix }: AnchorStoreConfig): AnchorStore {
  const container = new ContainerClient(containerUrl, newPipeline(credential));
  const readWhole = wholeBlobs(credential);
  const nameOf = (path: string) => `${prefix}/${path}`;
  return {
    place: `${containerUrl.replace(/^https?:\/\//, '')}/${prefix}`,
    put: (path, bytes, contentType, signal) =>
      callAzure('store an anchor', async () => {
        await putOnce(container, nameOf(path), bytes, contentType, signal);
      }),
    get: (path, signal) =>
      callAzure('read an anchor', async () => {
        try {
          return await readWhole(`${containerUrl}/${nameOf(path)}`, signal);
        } catch (error) {
          if (isNotFound(error)) return null;
          throw error;
        }
      }),
    list: (within, signal) => list(container, prefix, within, signal),
  };
}

async function* list(
  container: ContainerClient,
  prefix: string,
  within: string,
  signal: AbortSignal,
): AsyncGenerator<AnchorName> {
  const pages = container
    .listBlobsFlat({ prefix: `${prefix}/${within}`, abortSignal: signal })
    .byPage({ maxPageSize: 5000 });
  for (;;) {
    const { value, done } = await callAzure('list the anchors', () => pages.next());
    if (done === true) return;
    for (const { name, properties } of value.segment.blobItems) {
      yield { path: name.slice(prefix.length + 1), writtenAt: properties.createdOn ?? null };
    }
  }
}
