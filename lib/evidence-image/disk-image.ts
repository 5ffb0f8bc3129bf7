/** An image as its structure is read from it. */
export interface DiskImage {
  readonly sizeBytes: bigint; // of the file, footer included
  /** Bytes [start, end), which lie inside the image. Rejects when they cannot be vouched for. */
  read(start: bigint, end: bigint): Promise<Buffer>;
}

/** VHD knows no other. Source: Microsoft "Virtual Hard Disk Image Format Specification" 1.0. */
export const sectorBytes = 512n;

/** A partition as its table names it, before anything in it was looked at. */
export interface TableEntry {
  readonly number: number;
  readonly start: bigint; // bytes
  readonly end: bigint; // exclusive
  readonly type: string;
  readonly name: string | null;
}

export interface PartitionTable {
  readonly entries: readonly TableEntry[];
  readonly problems: readonly string[];
}

/** So many partitions of one table are listed; a lying table could name millions. */
export const mostEntries = 128;
