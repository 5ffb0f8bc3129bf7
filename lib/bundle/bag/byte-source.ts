/** Bytes that can be read from anywhere in them: a file on a disk, one that a browser was given, a blob. */
export interface ByteSource {
  readonly size: number;
  /** Exactly these bytes. Throws if they cannot be read; nobody asks beyond the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

const aheadBytes = 1024 * 1024;

/** Reads small things that lie one behind the other, a MiB at a time, so that each does not cost a read of its own. */
export function readAhead(source: ByteSource): ByteSource {
  let [start, held] = [0, new Uint8Array()];
  return {
    size: source.size,
    async read(offset, length) {
      if (offset < start || offset + length > start + held.length) {
        held = new Uint8Array(
          await source.read(offset, Math.max(length, Math.min(aheadBytes, source.size - offset))),
        );
        start = offset;
      }
      return held.subarray(offset - start, offset - start + length);
    },
  };
}
