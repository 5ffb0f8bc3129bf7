import { blockSize } from './block-manifest.ts';

/** Bytes [start, end) of a disk. */
export interface ByteRange {
  readonly start: bigint;
  readonly end: bigint;
}

/** A stretch of whole blocks, in disk order: either known to be zero, or to be filled from `reads`. */
export type Stretch =
  | { readonly kind: 'zeros'; readonly start: bigint; readonly end: bigint }
  | {
      readonly kind: 'data';
      readonly start: bigint;
      readonly end: bigint;
      readonly reads: readonly ByteRange[];
    };

/** Data stretches are cut at this many blocks: one unit of read-ahead. */
export const stretchBlocks = 2;
/** A gap is read along rather than asked around while gaps stay below this part of the data in a request. */
const gapPart = 16n;

/**
 * What to read of a disk and what to take as zero, block by block. Every stretch starts on a block boundary and
 * all of them together cover [0, sizeBytes) once. `dataRanges` null means that everything is read.
 * Throws RangeError if the ranges are not ascending, overlap or leave the disk.
 */
export function readPlan(sizeBytes: bigint, dataRanges: readonly ByteRange[] | null): Stretch[] {
  const ranges = dataRanges ?? [{ start: 0n, end: sizeBytes }];
  requireOrdered(ranges, sizeBytes);
  const stretches: Stretch[] = [];
  let at = 0n;
  for (const cluster of clustersOf(ranges, sizeBytes)) {
    if (cluster.start > at) stretches.push({ kind: 'zeros', start: at, end: cluster.start });
    stretches.push({ ...cluster, reads: mergeSmallGaps(cluster.reads) });
    at = cluster.end;
  }
  if (at < sizeBytes) stretches.push({ kind: 'zeros', start: at, end: sizeBytes });
  return stretches;
}

interface Cluster {
  readonly kind: 'data';
  readonly start: bigint;
  end: bigint;
  readonly reads: ByteRange[];
}

/** Groups the ranges by the blocks they touch; adjoining blocks share a cluster up to its largest size. */
function clustersOf(ranges: readonly ByteRange[], sizeBytes: bigint): Cluster[] {
  const clusters: Cluster[] = [];
  for (const piece of ranges.flatMap(cutAtBlocks)) {
    const block = piece.start / BigInt(blockSize);
    const start = block * BigInt(blockSize);
    const end = smaller(start + BigInt(blockSize), sizeBytes);
    const last = clusters.at(-1);
    if (last !== undefined && canJoin(last, start)) {
      last.end = end;
      appendPiece(last.reads, piece);
    } else {
      clusters.push({ kind: 'data', start, end, reads: [piece] });
    }
  }
  return clusters;
}

function canJoin(cluster: Cluster, blockStart: bigint): boolean {
  if (blockStart < cluster.end) return true;
  return blockStart === cluster.end && blockStart < cluster.start + BigInt(stretchBlocks * blockSize);
}

function cutAtBlocks({ start, end }: ByteRange): ByteRange[] {
  const pieces: ByteRange[] = [];
  for (let at = start; at < end; ) {
    const stop = smaller((at / BigInt(blockSize) + 1n) * BigInt(blockSize), end);
    pieces.push({ start: at, end: stop });
    at = stop;
  }
  return pieces;
}

function appendPiece(reads: ByteRange[], piece: ByteRange): void {
  const last = reads.at(-1);
  if (last?.end === piece.start) reads[reads.length - 1] = { start: last.start, end: piece.end };
  else reads.push(piece);
}

function mergeSmallGaps(reads: readonly ByteRange[]): ByteRange[] {
  const merged: ByteRange[] = [];
  let gaps = 0n;
  let data = 0n;
  for (const read of reads) {
    const last = merged.at(-1);
    const gap = last === undefined ? 0n : read.start - last.end;
    data += read.end - read.start;
    if (last !== undefined && (gaps + gap) * gapPart <= data) {
      gaps += gap;
      merged[merged.length - 1] = { start: last.start, end: read.end };
    } else {
      merged.push(read);
      [gaps, data] = [0n, read.end - read.start];
    }
  }
  return merged;
}

function requireOrdered(ranges: readonly ByteRange[], sizeBytes: bigint): void {
  let at = 0n;
  for (const { start, end } of ranges) {
    if (start < at || end <= start || end > sizeBytes)
      throw new RangeError('The data ranges of the disk are out of order.');
    at = end;
  }
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
