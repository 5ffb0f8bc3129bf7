import type { ArtefactState, PackageArtefact, PackagePart, PackageSystem } from './package-artefact.ts';

/** What a file of a package is by its first bytes, and by its name only where those leave it open. */
export const fileForms = [
  'table',
  'text',
  'event-log',
  'prefetch',
  'cabinet',
  'archive', // listed, never opened
  'workbook',
  'program',
  'binary',
  'nothing', // no byte at all
] as const;
export type FileForm = (typeof fileForms)[number];

/** One file of a package. Names are in plain sight; the time is the device's own, without a zone. */
export interface PackageFile {
  readonly path: string;
  readonly part: PackagePart;
  readonly form: FileForm;
  readonly bytes: number;
  readonly packedBytes: number;
  readonly sha256: string | null; // hex, of the unpacked bytes; null where they do not unpack, or were not unpacked
  readonly modified: string;
  readonly state: 'present' | 'empty' | 'unreadable';
  readonly note: string | null; // why it is empty, unreadable or not unpacked
}

export interface ArtefactFound {
  readonly artefact: PackageArtefact;
  readonly state: ArtefactState;
  readonly files: number;
  readonly bytes: number;
  readonly collector: string | null; // what the collector's own report says of it
}

/** What a package holds. It is derived: the sealed archive stays the exhibit. */
export interface PackageInventory {
  readonly system: PackageSystem;
  readonly artefacts: readonly ArtefactFound[]; // all twelve
  readonly files: readonly PackageFile[];
  readonly bytes: number; // unpacked
  readonly packedBytes: number;
}

/** What of a file is asked for. Columns are counted from 0. */
export interface TableQuery {
  readonly search: string; // in any cell, upper and lower case alike; '' finds all
  readonly where: readonly { readonly column: number; readonly contains: string }[];
  readonly sort: { readonly column: number; readonly descending: boolean } | null;
  readonly start: number; // rows to skip
  readonly most: number; // rows to give
}

/** Some rows of one file, with what had to be left out said in words. */
export interface PackageTable {
  readonly file: PackageFile;
  readonly kind: 'table' | 'lines' | 'not-shown';
  readonly encoding: string | null;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[]; // line from 1, in the file
  readonly total: number;
  readonly matching: number;
  readonly isWhole: boolean; // false: the file has more than what was read of it
  readonly notes: readonly string[];
}

export function formWords(form: FileForm): string {
  switch (form) {
    case 'table':
      return 'Table';
    case 'text':
      return 'Text';
    case 'event-log':
      return 'Windows event log';
    case 'prefetch':
      return 'Prefetch file';
    case 'cabinet':
      return 'Cabinet, not opened';
    case 'archive':
      return 'Archive, not opened';
    case 'workbook':
      return 'Excel workbook';
    case 'program':
      return 'Program';
    case 'binary':
      return 'Not recognised';
    case 'nothing':
      return 'No bytes';
  }
}
