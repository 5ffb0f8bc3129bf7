/** How much an archive may ask of who reads it. Beyond any of these it is refused, whatever it is. */
export interface PackageLimits {
  readonly entries: number;
  readonly directoryBytes: number;
  readonly fileBytes: number; // unpacked, of one file; a larger one is listed and not unpacked
  readonly totalBytes: number; // unpacked, all files together that are unpacked
  readonly freeBytes: number; // below so much the ratio is not looked at: small logs pack very well
  readonly ratio: number; // unpacked to packed, all files together
  readonly textBytes: number; // of one file that is shown as text or table
  readonly rows: number;
  readonly columns: number;
  readonly cellCharacters: number; // shown; the rest is named, not shown
}

/**
 * A package of a busy server holds some hundred files and some hundred megabytes; its security event log alone has 20 MB
 * by default, and some GB where somebody wanted it to.
 */
export const packageLimits: PackageLimits = {
  entries: 20_000,
  directoryBytes: 8 * 1024 * 1024,
  fileBytes: 2 * 1024 * 1024 * 1024,
  totalBytes: 4 * 1024 * 1024 * 1024,
  freeBytes: 256 * 1024 * 1024,
  ratio: 100,
  textBytes: 32 * 1024 * 1024,
  rows: 200_000,
  columns: 200,
  cellCharacters: 4_000,
};
