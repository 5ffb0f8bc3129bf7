import { CustodyError } from '../custody/custody-error.ts';
import type { ReadDigests } from '../custody/read-digests.ts';
import { DiskReadError, type DiskSource } from '../hashing/disk-source.ts';
import { hashDisk } from '../hashing/hash-disk.ts';
import { readVhdFooter, requireFixedVhd, VhdError } from '../hashing/vhd.ts';
import type { DiskReader } from '../ports/evidence-locker.ts';

export interface WholeRead {
  readonly digests: ReadDigests;
  readonly manifest: Uint8Array;
}

/**
 * Reads one disk image from end to end and digests it. `full` downloads the zeros too; `onProgress` hears of bytes done.
 * Throws `corrupt-source` if the image is not a fixed VHD of its own size, `cloud-unavailable` for a read that broke.
 */
export async function readWholeDisk(
  reader: DiskReader,
  readMode: 'page-list' | 'full',
  onProgress: (bytesDone: bigint) => void,
  signal: AbortSignal,
): Promise<WholeRead> {
  const dataRanges = readMode === 'full' ? null : await reader.dataRanges(signal);
  const source: DiskSource = {
    sizeBytes: reader.sizeBytes,
    dataRanges,
    // The signal given here also ends reads whose bytes nobody will hash any more.
    read: (start, end, readSignal) => reader.read(start, end, readSignal),
  };
  const { digests, manifest, footer } = await asCustodyError(() => hashDisk(source, { onProgress, signal }));
  requireWholeVhd(footer, reader.sizeBytes);
  return { digests: { ...digests, readMode: dataRanges === null ? 'full' : 'page-list' }, manifest };
}

async function asCustodyError<T>(hash: () => Promise<T>): Promise<T> {
  try {
    return await hash();
  } catch (error) {
    if (error instanceof DiskReadError)
      throw new CustodyError('cloud-unavailable', `The disk could not be read whole: ${error.message}`, {
        cause: error,
      });
    if (error instanceof RangeError)
      throw new CustodyError('cloud-unavailable', `Azure's page list makes no sense: ${error.message}`, {
        cause: error,
      });
    throw error;
  }
}

function requireWholeVhd(footer: Uint8Array, sizeBytes: bigint): void {
  try {
    requireFixedVhd(readVhdFooter(footer), sizeBytes);
  } catch (error) {
    if (!(error instanceof VhdError)) throw error;
    throw new CustodyError('corrupt-source', `What was read is not a whole fixed VHD. ${error.message}`, {
      cause: error,
    });
  }
}
