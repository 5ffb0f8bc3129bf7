import type { ByteRange, DiskReader } from '../../ports/evidence-locker.ts';

const maxPageWriteBytes = 4n << 20n; // of one Put Page
const nearGapBytes = 16n << 10n; // one request per range costs more than a few zero pages
const connections = 4;

/** The data ranges, near ones joined, cut into what one Put Page takes. */
export function writesOf(ranges: readonly ByteRange[]): readonly ByteRange[] {
  const joined: ByteRange[] = [];
  for (const range of ranges) {
    const last = joined.at(-1);
    if (last !== undefined && range.start - last.end < nearGapBytes)
      joined[joined.length - 1] = { start: last.start, end: range.end };
    else joined.push(range);
  }
  return joined.flatMap(cut);
}

function cut({ start, end }: ByteRange): readonly ByteRange[] {
  const pieces: ByteRange[] = [];
  for (let at = start; at < end; at += maxPageWriteBytes)
    pieces.push({ start: at, end: at + maxPageWriteBytes < end ? at + maxPageWriteBytes : end });
  return pieces;
}

export async function readRange(source: DiskReader, range: ByteRange, signal: AbortSignal): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await source.read(range.start, range.end, signal)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Works off the ranges on a few connections; the first failure stops the others. */
export async function inParallel(
  ranges: readonly ByteRange[],
  signal: AbortSignal,
  work: (range: ByteRange, stop: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const queue = ranges.values();
  const line = async () => {
    for (const range of queue) {
      stop.throwIfAborted();
      await work(range, stop);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, line));
  } finally {
    failed.abort();
  }
}
