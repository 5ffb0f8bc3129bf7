import { createHash } from 'node:crypto';
import type { PageBlobClient } from '@azure/storage-blob';
import { CustodyError } from '../../custody/custody-error.ts';
import type { ByteRange, CopyRequest, DiskReader } from '../../ports/evidence-locker.ts';
import { isNotFound } from './azure-error.ts';
import { openBlob } from './blob-reader.ts';
import { inParallel, readRange, writesOf } from './page-writes.ts';

/**
 * Brings the data pages of a granted snapshot into a page blob outside protection, each write with its MD5, which
 * storage checks before it commits. Pages that an earlier attempt left of the same version are compared with the
 * source and only written if they differ. Throws `cloud-unavailable` if the read link died: another attempt,
 * with a new link, goes on where this one stopped. Source: "Put Page" of the blob service's REST reference.
 */
export async function stageDisk(
  staged: PageBlobClient,
  source: DiskReader,
  request: CopyRequest,
  signal: AbortSignal,
): Promise<void> {
  const ranges = await fromSource(() => source.dataRanges(signal));
  const earlier = await openEarlier(staged, source, request, signal);
  if (earlier === null) await createEmpty(staged, source, request, signal);
  const present = earlier === null ? [] : ((await earlier.dataRanges(signal)) ?? []);
  const progress = progressOf(source, request);
  await inParallel(
    writesOf(ranges ?? [{ start: 0n, end: source.sizeBytes }]),
    signal,
    async (range, stop) => {
      const bytes = await fromSource(() => readRange(source, range, stop));
      const kept = earlier !== null && covers(present, range) && (await holds(staged, range, bytes, stop));
      if (!kept)
        await staged.uploadPages(bytes, Number(range.start), bytes.length, {
          abortSignal: stop,
          transactionalContentMD5: createHash('md5').update(bytes).digest(),
        });
      progress(range);
    },
  );
}

/** The blob of an earlier attempt, if it was made for this copy from this very version of the source. */
async function openEarlier(
  staged: PageBlobClient,
  source: DiskReader,
  request: CopyRequest,
  signal: AbortSignal,
): Promise<DiskReader | null> {
  try {
    const { metadata, contentLength } = await staged.getProperties({ abortSignal: signal });
    const wanted = Object.entries(stagedMetadata(source, request));
    const same = wanted.every(([name, value]) => metadata?.[name] === value);
    return same && BigInt(contentLength ?? 0) === source.sizeBytes ? await openBlob(staged, signal) : null;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

async function createEmpty(
  staged: PageBlobClient,
  source: DiskReader,
  request: CopyRequest,
  signal: AbortSignal,
): Promise<void> {
  const metadata = stagedMetadata(source, request);
  await staged.create(Number(source.sizeBytes), { abortSignal: signal, metadata });
}

function stagedMetadata(source: DiskReader, request: CopyRequest): Record<string, string> {
  return { ...request.metadata, holdfastsource: source.etag.replaceAll('"', '') };
}

/** Storage may list adjoining pages as several ranges. Both are ascending. */
function covers(present: readonly ByteRange[], wanted: ByteRange): boolean {
  let at = wanted.start;
  for (const range of present) {
    if (range.start > at) return false;
    if (range.end > at) at = range.end;
    if (at >= wanted.end) return true;
  }
  return false;
}

async function holds(
  staged: PageBlobClient,
  range: ByteRange,
  bytes: Buffer,
  signal: AbortSignal,
): Promise<boolean> {
  const there = await staged.downloadToBuffer(Number(range.start), bytes.length, { abortSignal: signal });
  return there.equals(bytes);
}

/** A read of the source that is forbidden means that its link has run out or was closed. */
async function fromSource<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof CustodyError) || error.detail.status !== 403) throw error;
    const words = `The read link of the snapshot is no longer valid. ${error.message}`;
    throw new CustodyError('cloud-unavailable', words, { cause: error, detail: error.detail });
  }
}

/** How far down the disk the writes have come, as a server-side copy tells it. */
function progressOf(source: DiskReader, request: CopyRequest): (range: ByteRange) => void {
  let furthest = 0n;
  return ({ end }) => {
    if (end > furthest) furthest = end;
    request.onProgress(furthest, source.sizeBytes);
  };
}
