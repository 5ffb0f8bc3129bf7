import type { TokenCredential } from '@azure/identity';
import { ContainerClient, newPipeline } from '@azure/storage-blob';
import type { AnchorName, AnchorStore } from '../../ports/anchor-store.ts';
import { callAzure, isNotFound } from './azure-error.ts';
import { blobNames } from './blob-names.ts';
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
    list: (within, signal) =>
      list(blobNames(readWhole, containerUrl, nameOf(within), signal), prefix.length + 1),
  };
}

/** In: pages of names, and how many letters of each are the folder of this log. */
async function* list(pages: ReturnType<typeof blobNames>, folderLength: number): AsyncGenerator<AnchorName> {
  for (;;) {
    const { value, done } = await callAzure('list the anchors', () => pages.next());
    if (done === true) return;
    for (const { name, createdOn } of value) yield { path: name.slice(folderLength), writtenAt: createdOn };
  }
}
