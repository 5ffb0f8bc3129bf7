import type { ContainerClient } from '@azure/storage-blob';
import { CustodyError } from '../../custody/custody-error.ts';
import { statusOf } from './azure-error.ts';
import { readSmallBlob } from './blob-reader.ts';

/**
 * Writes a small block blob under a new name. Equal bytes already there are success, since the first answer may
 * have been lost; other bytes throw `conflict`. Safe to repeat and to race.
 */
export async function putOnce(
  container: ContainerClient,
  name: string,
  bytes: Uint8Array,
  contentType: string,
  signal: AbortSignal,
): Promise<{ readonly etag: string }> {
  const blob = container.getBlockBlobClient(name);
  try {
    const answer = await blob.upload(bytes, bytes.length, {
      abortSignal: signal,
      conditions: { ifNoneMatch: '*' },
      blobHTTPHeaders: { blobContentType: contentType },
    });
    return { etag: answer.etag ?? '' };
  } catch (error) {
    const status = statusOf(error);
    if (status !== 409 && status !== 412) throw error;
    const stored = await readSmallBlob(blob, signal);
    if (Buffer.compare(stored, bytes) !== 0)
      throw new CustodyError('conflict', `Other bytes already lie under ${name}.`);
    const properties = await blob.getProperties({ abortSignal: signal });
    return { etag: properties.etag ?? '' };
  }
}
