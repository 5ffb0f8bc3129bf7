import { setTimeout as sleep } from 'node:timers/promises';
import { isRestError } from '@azure/core-rest-pipeline';
import type { BlobGetPropertiesResponse, PageBlobClient } from '@azure/storage-blob';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CopyOutcome, CopyRequest, DiskReader } from '../../ports/evidence-locker.ts';
import { isNotFound } from './azure-error.ts';
import { stageDisk } from './stage-disk.ts';

const pollMs = 500;

/** What Azure answers to Copy Blob when it may not read the source itself. */
const sourceRefusals = ['CannotVerifyCopySource', 'AuthorizationFailure', 'CopyAcrossAccountsNotSupported'];

/** What Azure answers when a blob of that name is there, or is being copied to. */
const alreadyThere = ['BlobAlreadyExists', 'PendingCopyOperation', 'ConditionNotMet'];

/** The places of one copy: the new blob in the protected container, and its waiting room outside. */
interface CopyPlaces {
  readonly blob: PageBlobClient;
  readonly staged: PageBlobClient;
  /** Makes sure that the waiting room's container is there. */
  readonly openStaging: () => Promise<void>;
  readonly openSource: () => Promise<DiskReader>;
}

/**
 * Brings a granted snapshot into a new page blob and follows the copy to its end: inside Azure if it lets itself
 * be asked to read the link, otherwise by way of staging and a copy within the account. A copy that an earlier
 * attempt began under the same name is followed, not begun again. Nothing stays in staging once the copy ended.
 * Throws `cloud-unavailable` with `detail.dead` when the blob's name is spent: the next attempt needs a new one.
 */
export async function copyIntoLocker(
  places: CopyPlaces,
  request: CopyRequest,
  signal: AbortSignal,
): Promise<CopyOutcome> {
  const { blob, staged } = places;
  const present = await propertiesOrNull(blob, signal);
  if (present !== null) requireOurs(present, request);
  const refusal = present === null ? await beginServerSide(blob, request, signal) : null;
  if (refusal !== null) {
    await places.openStaging();
    await stageDisk(staged, await places.openSource(), request, signal);
    await begin(blob, staged.url, request, signal);
  }
  const finished = await follow(blob, request, signal);
  const path = cameFrom(finished, staged) ? 'staging' : 'server-side';
  if (path === 'staging') await staged.deleteIfExists({ abortSignal: signal });
  requireWhole(finished, request);
  return {
    path,
    pathReason: path === 'staging' ? refusal : null,
    copyId: finished.copyId ?? null,
    etag: finished.etag ?? null,
    sizeBytes: BigInt(finished.contentLength ?? 0),
  };
}

/** Null once Azure copies; otherwise why it does not, and the blob's name is then still free. */
async function beginServerSide(
  blob: PageBlobClient,
  request: CopyRequest,
  signal: AbortSignal,
): Promise<string | null> {
  if (request.way === 'staging') return 'server-side copies of earlier attempts died';
  try {
    await begin(blob, request.grant.revealUrl(), request, signal);
    return null;
  } catch (error) {
    if (isRestError(error) && sourceRefusals.includes(error.code ?? ''))
      return `Azure refused to read the source itself: ${error.code}`;
    throw error;
  }
}

async function begin(
  blob: PageBlobClient,
  sourceUrl: string,
  request: CopyRequest,
  signal: AbortSignal,
): Promise<void> {
  try {
    // This sends Copy Blob; the copy then runs in Azure and is followed by its properties alone.
    await blob.beginCopyFromURL(sourceUrl, {
      abortSignal: signal,
      conditions: { ifNoneMatch: '*' },
      metadata: { ...request.metadata },
    });
  } catch (error) {
    if (!(isRestError(error) && alreadyThere.includes(error.code ?? ''))) throw error;
    // The same request arrived twice, its first answer lost: what lies there is ours, or the name is spent.
    requireOurs(await blob.getProperties({ abortSignal: signal }), request);
  }
}

/** Storage remembers the source of a copy without its signature. */
function cameFrom(copied: BlobGetPropertiesResponse, staged: PageBlobClient): boolean {
  return (
    copied.copySource !== undefined && new URL(copied.copySource).pathname === new URL(staged.url).pathname
  );
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
