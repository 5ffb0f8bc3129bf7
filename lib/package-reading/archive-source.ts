import { ArchiveRefused } from './archive-refused.ts';

/** Where an archive's bytes come from. `read` gives exactly [start, end), or throws. */
export interface ArchiveSource {
  readonly sizeBytes: number;
  read(start: number, end: number): Promise<Buffer>;
}

/** Sealed bytes are checked in blocks of this size, each read whole. */
export const windowBytes = 4 * 1024 * 1024;

/** The same bytes, fetched a block at a time and the newest kept: headers lie close to each other. */
export function windowedSource(source: ArchiveSource): ArchiveSource {
  let [at, held]: [number, Buffer] = [0, Buffer.alloc(0)];
  return {
    sizeBytes: source.sizeBytes,
    async read(start, end) {
      if (start < 0 || end < start || end > source.sizeBytes)
        throw new ArchiveRefused('damaged', 'It points outside its own bytes.');
      if (start >= at && end <= at + held.length) return held.subarray(start - at, end - at);
      const from = start - (start % windowBytes);
      const until = Math.min(source.sizeBytes, Math.ceil(Math.max(end, 1) / windowBytes) * windowBytes);
      held = await source.read(from, until);
      at = from;
      return held.subarray(start - at, end - at);
    },
  };
}
