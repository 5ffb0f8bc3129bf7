import type { ReadDigests } from '../../custody/read-digests.ts';
import { blockSize } from '../../hashing/block-manifest.ts';
import { ReceivedDigester, type ReceivedDigests } from '../../hashing/received-digests.ts';
import type { DiskReader } from '../../ports/evidence-locker.ts';

/** One whole read of what a device gave. */
export interface ReadOutput {
  readonly digests: ReadDigests;
  readonly manifest: Uint8Array;
}

/**
 * Reads a stored output from end to end and digests it; `onProgress` hears of bytes done, `also` sees each chunk. Throws what
 * the read throws.
 */
export async function readOutput(
  reader: DiskReader,
  onProgress: (bytesDone: bigint) => void,
  signal: AbortSignal,
  also: (chunk: Uint8Array) => void = () => undefined,
): Promise<ReadOutput> {
  const digester = new ReceivedDigester();
  let done = 0n;
  for (let start = 0n; start < reader.sizeBytes; start += BigInt(blockSize)) {
    const end = start + BigInt(blockSize) < reader.sizeBytes ? start + BigInt(blockSize) : reader.sizeBytes;
    for await (const chunk of await reader.read(start, end, signal)) {
      await digester.take(chunk);
      also(chunk);
      done += BigInt(chunk.length);
      onProgress(done);
    }
  }
  return readDigestsOfOutput(await digester.finish());
}

/** The payload of what arrived as gzip is what was packed; of anything else it is the thing itself. */
export function readDigestsOfOutput(received: ReceivedDigests): ReadOutput {
  const { sha256, manifest, manifestRoot, blockCount, sizeBytes, content } = received;
  const digests: ReadDigests = {
    ...{ algorithm: 'SHA-256', sha256, payloadSha256: content?.sha256 ?? sha256, manifestRoot },
    ...{ blockSize, blockCount, sizeBytes: String(sizeBytes), bytesRead: String(sizeBytes) },
    ...{ bytesKnownZero: '0', readMode: 'full' },
    ...(content === null ? {} : { payloadBytes: String(content.sizeBytes) }),
  };
  return { digests, manifest };
}
