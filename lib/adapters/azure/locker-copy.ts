import { setTimeout as sleep } from 'node:timers/promises';
import type { BlobGetPropertiesResponse, PageBlobClient } from '@azure/storage-blob';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CopyOutcome, CopyRequest } from '../../ports/evidence-locker.ts';
import { isNotFound } from './azure-error.ts';

const pollMs = 500;

/**
 * Copies a granted snapshot into a new page blob, inside Azure, and follows the copy to its end.
 * A copy that an earlier attempt began under the same name is followed, not begun again.
 * Throws `cloud-unavailable` with `detail.dead` when the blob's name is spent: the next attempt needs a new one.
 */
export async function copyServerSide(
  blob: PageBlobClient,
  request: CopyRequest,
  signal: AbortSignal,
): Promise<CopyOutcome> {
  const present = await propertiesOrNull(blob, signal);
  if (present === null) await begin(blob, request, signal);
  else requireOurs(present, request);
  const finished = await follow(blob, request, signal);
  requireWhole(finished, request);
  return {
    path: 'server-side',
    copyId: finished.copyId ?? null,
    etag: finished.etag ?? null,
    sizeBytes: BigInt(finished.contentLength ?? 0),
  };
}

async function begin(blob: PageBlobClient, request: CopyRequest, signal: AbortSignal): Promise<void> {
  const poller = await blob.beginCopyFromURL(request.grant.revealUrl(), {
    abortSignal: signal,
    conditions: { ifNoneMatch: '*' },
    metadata: { ...request.metadata },
  });
  // The first poll sends Copy Blob; the copy then runs in Azure and is followed by its properties alone.
  await poller.poll({ abortSignal: signal });
}

async function follow(
  blob: PageBlobClient,
  request: CopyRequest,
  signal: AbortSignal,
): Promise<BlobGetPropertiesResponse> {
  for (;;) {
    const now = await blob.getProperties({ abortSignal: signal });
    const [done, total] = (now.copyProgress ?? '').split('/');
    if (done !== undefined && total !== undefined && /^\d+$/.test(done) && /^\d+$/.test(total))
      request.onProgress(BigInt(done), BigInt(total));
    if (now.copyStatus !== 'pending') return now;
    await sleep(pollMs, undefined, { signal });
  }
}

function requireOurs(present: BlobGetPropertiesResponse, request: CopyRequest): void {
  const wanted = Object.entries(request.metadata);
  if (wanted.every(([name, value]) => present.metadata?.[name.toLowerCase()] === value)) return;
  throw new CustodyError('cloud-unavailable', 'Another blob already bears the name of this copy.', {
    detail: { dead: true },
  });
}

function requireWhole(blob: BlobGetPropertiesResponse, request: CopyRequest): void {
  const size = BigInt(blob.contentLength ?? 0);
  if (blob.copyStatus === 'success' && size === request.sizeBytes) return;
  const why =
    blob.copyStatus === 'success'
      ? `the copy has ${size} bytes instead of ${request.sizeBytes}`
      : `the copy ended as ${blob.copyStatus ?? 'unknown'}: ${blob.copyStatusDescription ?? 'no description'}`;
  throw new CustodyError('cloud-unavailable', `Azure could not copy the disk into the locker: ${why}.`, {
    detail: {
      dead: true,
      copyId: blob.copyId ?? null,
      copyStatus: blob.copyStatus ?? null,
      sizeBytes: String(size),
    },
  });
}

async function propertiesOrNull(
  blob: PageBlobClient,
  signal: AbortSignal,
): Promise<BlobGetPropertiesResponse | null> {
  try {
    return await blob.getProperties({ abortSignal: signal });
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}
