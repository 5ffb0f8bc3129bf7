import type { PackageSystem } from '../custody/package-artefact.ts';
import type { PackageInventory, PackageTable, TableQuery } from '../custody/package-inventory.ts';
import type { PackageVerdict } from '../custody/package-verdict.ts';

/** A sealed archive's bytes. `read` gives exactly [start, end), each byte held against the seal, or throws. */
export interface SealedArchive {
  readonly sizeBytes: number;
  read(start: number, end: number): Promise<Uint8Array>;
}

/** What came of a reading: what was asked for, or why nothing of the archive is read. */
export type PackageReading<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'refused'; readonly verdict: PackageVerdict; readonly found: string };

/**
 * Looks into investigation packages. Duties: what a device wrote is read apart from everything else, in a process that
 * can open no file, has no settings and no secret, and is killed when it takes more time or memory than any package
 * needs; nothing is unpacked to a disk. What `archive.read` throws is thrown on as it is.
 */
export interface PackageReader {
  /** Every file with its digest, and the state of the twelve artefacts. `system` null: the folders tell it. */
  inventory(
    archive: SealedArchive,
    system: PackageSystem | null,
    signal: AbortSignal,
  ): Promise<PackageReading<PackageInventory>>;
  /** Rows of one file. The value is null for a path that the package does not have. */
  table(
    archive: SealedArchive,
    wanted: { readonly path: string; readonly system: PackageSystem | null; readonly query: TableQuery },
    signal: AbortSignal,
  ): Promise<PackageReading<PackageTable | null>>;
}
