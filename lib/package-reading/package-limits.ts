/** How much an archive may ask of who reads it. Beyond any of these it is refused, whatever it is. */
export interface PackageLimits {
  readonly entries: number;
  readonly directoryBytes: number;
  readonly totalBytes: number; // unpacked, all files together
  readonly freeBytes: number; // below so much the ratio is not looked at: small logs pack very well
  readonly ratio: number; // unpacked to packed, all files together
  readonly textBytes: number; // of one file that is shown as text or table
  readonly rows: number;
  readonly columns: number;
  readonly cellCharacters: number; // shown; the rest is named, not shown
}

/** A package of a busy server holds some hundred files and some hundred megabytes. */
export const packageLimits: PackageLimits = {
  entries: 20_000,
  directoryBytes: 8 * 1024 * 1024,
  totalBytes: 4 * 1024 * 1024 * 1024,
  freeBytes: 256 * 1024 * 1024,
  ratio: 100,
  textBytes: 32 * 1024 * 1024,
  rows: 200_000,
  columns: 200,
  cellCharacters: 4_000,
};
