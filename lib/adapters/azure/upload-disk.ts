import { createHash } from 'node:crypto';
import type { PageBlobClient } from '@azure/storage-blob';
import type { DiskReader } from '../../ports/evidence-locker.ts';
import type { Progress } from '../../ports/working-disks.ts';
import { callAzure } from './azure-error.ts';
import { inParallel, readRange, writesOf } from './page-writes.ts';

/**
 * Writes an image into an empty disk that waits for its upload, each write with its MD5, which storage checks before it
 * commits. What the page list has as zero stays zero. Source: "Put Page" of the blob service's REST reference.
 */
export async function uploadDisk(
  target: PageBlobClient,
  image: DiskReader,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const ranges = (await image.dataRanges(signal)) ?? [{ start: 0n, end: image.sizeBytes }];
  let furthest = 0n;
  await inParallel(writesOf(ranges), signal, async (range, abortSignal) => {
    const bytes = await readRange(image, range, abortSignal);
    const transactionalContentMD5 = createHash('md5').update(bytes).digest();
    await callAzure('write the disk', () =>
      target.uploadPages(bytes, Number(range.start), bytes.length, { abortSignal, transactionalContentMD5 }),
    );
    if (range.end > furthest) furthest = range.end;
    progress(furthest, image.sizeBytes);
  });
}
