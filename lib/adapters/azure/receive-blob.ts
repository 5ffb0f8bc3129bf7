import type { BlockBlobClient } from '@azure/storage-blob';
import { blockBytesFor } from '../../custody/block-bytes.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { Received, ReceiveRequest } from '../../ports/evidence-locker.ts';
import { statusOf } from './azure-error.ts';

const mostBlocks = 50_000; // Azure's own limit
const digestName = 'holdfastsha256';

/**
 * Stages what arrives block by block and commits it at the end under a name that must be new: the blob is there whole, or
 * not at all. Source: Microsoft Learn, "Put Block List".
 */
export async function receiveBlob(
  blob: BlockBlobClient,
  { bytes, announced, contentType, metadata, sha256 }: ReceiveRequest,
  signal: AbortSignal,
): Promise<Received> {
  const ids: string[] = [];
  let protectedBefore = false;
  for await (const block of blocksOf(bytes, blockBytesFor(announced ?? null))) {
    if (protectedBefore) continue; // what arrives is still digested to its end by whoever gave the stream
    const id = Buffer.from(String(ids.length).padStart(8, '0')).toString('base64');
    protectedBefore = await isRefused(() =>
      blob.stageBlock(id, block, block.length, { abortSignal: signal }),
    );
    ids.push(id);
    if (ids.length > mostBlocks)
      throw new CustodyError('not-feasible', 'What arrives is larger than one blob can be.');
  }
  if (protectedBefore) return { taken: true, sha256: await notedDigest(blob, signal) };
  try {
    const { etag } = await blob.commitBlockList(ids, {
      abortSignal: signal,
      conditions: { ifNoneMatch: '*' },
      blobHTTPHeaders: { blobContentType: contentType },
      metadata: { ...metadata, [digestName]: await sha256() },
    });
    return { taken: false, etag: etag ?? '' };
  } catch (error) {
    const status = statusOf(error);
    if (status !== 409 && status !== 412) throw error;
    return { taken: true, sha256: await notedDigest(blob, signal) };
  }
}

/** Nothing is staged for a blob that is there and protected: HTTP 409. If none is there, the look for it says so. */
async function isRefused(stage: () => Promise<unknown>): Promise<boolean> {
  try {
    await stage();
    return false;
  } catch (error) {
    if (statusOf(error) !== 409) throw error;
    return true;
  }
}

/** What was noted of a received blob when it was committed; null: nothing was. */
export async function notedDigest(blob: BlockBlobClient, signal: AbortSignal): Promise<string | null> {
  const { metadata } = await blob.getProperties({ abortSignal: signal });
  return metadata?.[digestName] ?? null;
}

/** Cuts a stream into equal blocks; the last one is shorter. */
async function* blocksOf(bytes: AsyncIterable<Uint8Array>, blockBytes: number): AsyncGenerator<Buffer> {
  let parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + blockBytes - length);
      parts.push(part);
      length += part.length;
      at += part.length;
      if (length < blockBytes) continue;
      yield Buffer.concat(parts);
      [parts, length] = [[], 0];
    }
  }
  if (length > 0) yield Buffer.concat(parts);
}
