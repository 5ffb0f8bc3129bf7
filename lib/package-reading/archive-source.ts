import { ArchiveRefused } from './archive-refused.ts';

/** Where an archive's bytes come from. `read` gives exactly [start, end), or throws. */
export interface ArchiveSource {
  readonly sizeBytes: number;
  read(start: number, end: number): Promise<Buffer>;
}

const windowBytes = 1024 * 1024;

/** The same bytes, fetched a mebibyte at a time: headers lie close to each other, and each fetch is a round trip. */
export function windowedSource(source: ArchiveSource): ArchiveSource {
  let [at, held]: [number, Buffer] = [0, Buffer.alloc(0)];
  return {
    sizeBytes: source.sizeBytes,
    async read(start, end) {
      if (start < 0 || end < start || end > source.sizeBytes)
        throw new ArchiveRefused('damaged', 'It points outside its own bytes.');
      if (start >= at && end <= at + held.length) return held.subarray(start - at, end - at);
      const until = Math.min(source.sizeBytes, Math.max(end, start + windowBytes));
      held = await source.read(start, until);
      at = start;
      return held.subarray(0, end - start);
    },
  };
}
