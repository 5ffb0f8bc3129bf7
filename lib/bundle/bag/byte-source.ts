/** Bytes that can be read from anywhere in them: a file on a disk, one that a browser was given, a blob. */
export interface ByteSource {
  readonly size: number;
  /** Exactly these bytes. Throws if they cannot be read; nobody asks beyond the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

const mostAhead = 1024 * 1024;
const smallGap = 1024; // what lies between two small files of an archive

/**
 * Reads small things that lie one behind the other at once, so that each does not cost a read of its own: twice as much as was
 * asked for in one row, up to a MiB. What jumps costs what it asks for, however often it jumps.
 */
export function readAhead(source: ByteSource): ByteSource {
  let [start, held] = [0, new Uint8Array()];
  let row = 0; // bytes that were asked for since it last jumped
  return {
    size: source.size,
    async read(offset, length) {
      const behind = start + held.length;
      const goesOn = offset >= start && offset <= behind + smallGap;
      row = goesOn ? row + length : length;
      if (!goesOn || offset + length > behind) {
        const ahead = goesOn ? Math.min(2 * row, mostAhead, source.size - offset) : 0;
        held = new Uint8Array(await source.read(offset, Math.max(length, ahead)));
        start = offset;
      }
      return held.subarray(offset - start, offset - start + length);
    },
  };
}
