import type { PackageSystem } from '../custody/package-artefact.ts';
import type { TableQuery } from '../custody/package-inventory.ts';

/**
 * What the reading process is told, as the first line of its input. All that follows there are the bytes that it asked
 * for, in that order and without anything between them.
 */
export interface ReadingTask {
  readonly sizeBytes: number;
  readonly system: PackageSystem | null;
  readonly table: { readonly path: string; readonly query: TableQuery } | null; // null: the inventory
}

/** What it writes, a line each: what it wants to read, and at last what it found. */
export type ReadingLine =
  | { readonly read: readonly [start: number, end: number] }
  | { readonly done: unknown }
  | { readonly refused: { readonly verdict: string; readonly found: string } };
