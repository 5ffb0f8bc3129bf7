/** What a disk image says of itself. All of it is the image’s own claim, read from checked bytes; offsets are decimal. */
export interface DiskStructure {
  readonly footer: VhdWords | { readonly problem: string };
  readonly table: 'gpt' | 'mbr' | 'none';
  readonly partitions: readonly DiskPartition[];
  /** Of a disk without partitions: the file system that begins with it, if one is recognised. */
  readonly wholeDisk: string | null;
  /** What cannot be as the image says, in plain words. */
  readonly problems: readonly string[];
}

export interface VhdWords {
  readonly type: 'fixed' | 'dynamic';
  readonly diskBytes: string; // without the footer
  readonly createdAt: string; // by the clock of whoever made it
  readonly creator: string;
  readonly uuid: string;
}

export interface DiskPartition {
  readonly number: number; // from 1, as it stands in its table
  readonly start: string;
  readonly end: string; // exclusive
  readonly type: string;
  readonly name: string | null;
  readonly fileSystem: string | null; // null: not recognised
  readonly problem: string | null; // why it was not looked into
}

/** A page of an item’s bytes as it is shown. */
export interface ContentPage {
  readonly exhibitNumber: string;
  readonly sizeBytes: string;
  readonly start: string;
  readonly end: string; // exclusive
  readonly rows: readonly HexRow[];
  readonly structure: DiskStructure | null; // null: it was not asked for
  readonly until: string; // the end of the grant by which it is shown
}

export interface HexRow {
  readonly offset: string;
  readonly hex: string; // pairs, separated by spaces
  readonly text: string; // printable ASCII, else a point
}
