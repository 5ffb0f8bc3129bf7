import type { ByteRange } from './read-plan.ts';

/** One fixed version of a disk image, as far as hashing needs to know it. */
export interface DiskSource {
  readonly sizeBytes: bigint; // whole file, footer included
  /** Ranges that hold data, ascending and not overlapping; the rest is known to be zero. Null: read everything. */
  readonly dataRanges: readonly ByteRange[] | null;
  /**
   * Bytes [start, end). Must fail if the version changed or the connection broke. The chunks are handed over: their
   * memory is freed as soon as they were read.
   */
  read(start: bigint, end: bigint, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}

/** The source delivered another number of bytes than it was asked for. Its digest would be of nothing real. */
export class DiskReadError extends Error {
  override readonly name = 'DiskReadError';
}
