import { LedgerError } from './ledger-error.ts';
import { type TilePlace, tilePath } from './tile-path.ts';

/** What is said about one checkpoint: the log's note itself, a witness's lines, a time-stamp token. */
export type CheckpointFile =
  | { readonly kind: 'note' }
  | { readonly kind: 'cosignature'; readonly by: string }
  | { readonly kind: 'timestamp'; readonly by: string };

/** Sizes are padded to 20 digits so that names sort as numbers. `by` is a short name of letters, digits and dashes. */
export function checkpointFilePath(size: bigint, file: CheckpointFile): string {
  const stem = `checkpoints/${size.toString().padStart(20, '0')}`;
  switch (file.kind) {
    case 'note':
      return `${stem}.note`;
    case 'cosignature':
      return `${stem}.${requireShortName(file.by)}.cosig`;
    case 'timestamp':
      return `${stem}.${requireShortName(file.by)}.tsr`;
  }
}

/** Reads such a path back. Null for anything else, so that a reader can pass over what it does not know. */
export function parseCheckpointFilePath(
  path: string,
): { readonly size: bigint; readonly file: CheckpointFile } | null {
  const [, digits, by, kind] =
    /^checkpoints\/([0-9]{20})\.(?:([a-z0-9-]+)\.)?(note|cosig|tsr)$/.exec(path) ?? [];
  if (digits === undefined || (kind === 'note') !== (by === undefined)) return null;
  const size = BigInt(digits);
  if (by === undefined) return { size, file: { kind: 'note' } };
  return { size, file: kind === 'cosig' ? { kind: 'cosignature', by } : { kind: 'timestamp', by } };
}

/** Sealed bodies lie beside the entries they belong to: `bodies/x001/x234/067.p/12` is to `tile/entries/…`. */
export function bodiesPath(place: Omit<TilePlace, 'level'>): string {
  return tilePath({ ...place, level: 'entries' }).replace('tile/entries/', 'bodies/');
}

function requireShortName(name: string): string {
  if (!/^[a-z0-9-]{1,40}$/.test(name))
    throw new LedgerError('The name of a witness or authority has letters, digits and dashes.');
  return name;
}
