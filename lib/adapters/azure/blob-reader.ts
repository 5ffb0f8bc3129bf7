import type { BlobClient, PageBlobClient } from '@azure/storage-blob';
import { CustodyError } from '../../custody/custody-error.ts';
import type { ByteRange, DiskReader } from '../../ports/evidence-locker.ts';
import { azureError, callAzure } from './azure-error.ts';

/**
 * A reader of one blob as it is now: every later call carries the ETag and fails if the blob changed.
 * `hasPages`: false for block blobs, which keep no page list.
 */
export function blobReader(
  blob: PageBlobClient,
  version: { sizeBytes: bigint; etag: string; hasPages: boolean },
): DiskReader {
  const conditions = { ifMatch: version.etag };
  return {
    sizeBytes: version.sizeBytes,
    etag: version.etag,
    dataRanges: (signal) =>
      callAzure('list the pages of the disk', () =>
        version.hasPages ? listPages(blob, version.sizeBytes, conditions, signal) : Promise.resolve(null),
      ),
    read: (start, end, signal) =>
      callAzure('read the disk', async () => {
        const length = Number(end - start);
        const answer = await blob.download(Number(start), length, {
          conditions,
          abortSignal: signal,
          maxRetryRequests: 5,
        });
        if (answer.readableStreamBody === undefined)
          throw new CustodyError('cloud-unavailable', 'Azure answered a read without any bytes.');
        return exactly(answer.readableStreamBody, length);
      }),
  };
}

/** Opens a blob and pins its present version. */
export async function openBlob(blob: PageBlobClient, signal: AbortSignal): Promise<DiskReader> {
  const properties = await blob.getProperties({ abortSignal: signal });
  if (properties.contentLength === undefined || properties.etag === undefined)
    throw new CustodyError('cloud-unavailable', 'Azure gave no size or no version for the blob.');
  const hasPages = properties.blobType === 'PageBlob';
  return blobReader(blob, { sizeBytes: BigInt(properties.contentLength), etag: properties.etag, hasPages });
}

async function listPages(
  blob: PageBlobClient,
  sizeBytes: bigint,
  conditions: { readonly ifMatch: string },
  signal: AbortSignal,
): Promise<readonly ByteRange[]> {
  const ranges: ByteRange[] = [];
  const pages = blob.listPageRanges(0, Number(sizeBytes), { conditions, abortSignal: signal });
  for await (const page of pages) {
    if (!page.isClear) ranges.push({ start: BigInt(page.start), end: BigInt(page.end) + 1n });
  }
  return ranges.toSorted((a, b) => (a.start < b.start ? -1 : 1));
}

/** Passes the stream on, and fails if it does not have the length that was asked for. */
async function* exactly(stream: NodeJS.ReadableStream, length: number): AsyncGenerator<Uint8Array> {
  let seen = 0;
  try {
    for await (const chunk of stream) {
      if (typeof chunk === 'string')
        throw new CustodyError('cloud-unavailable', 'Azure answered a read with text.');
      seen += chunk.length;
      yield chunk;
    }
  } catch (error) {
    throw azureError('read the disk', error);
  }
  if (seen !== length)
    throw new CustodyError('cloud-unavailable', `A read ended after ${seen} of ${length} bytes.`, {
      detail: { seen, length },
    });
}

/** Reads a whole small blob into memory. */
export async function readSmallBlob(blob: BlobClient, signal: AbortSignal): Promise<Uint8Array> {
  const answer = await blob.download(0, undefined, { abortSignal: signal });
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.readableStreamBody ?? []) {
    if (typeof chunk !== 'string') chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
