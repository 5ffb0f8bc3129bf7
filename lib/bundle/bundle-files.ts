import { sha256 } from '../hashing/merkle-hash.ts';
import { type RunningSha256, runningSha256 } from '../hashing/running-sha256.ts';
import { hexOf } from '../ledger/bytes.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import type { ReportName } from './report-name.ts';

/** The files of a bundle, wherever they lie. Paths are relative, with slashes. */
export interface BundleFiles {
  readonly paths: ReadonlySet<string>;
  /** The bytes of one of these paths. Throws if they cannot be read. */
  read(path: string): Promise<Uint8Array>;
  /** The same piece by piece, for files of any size; left out: all files are small. */
  pieces?(path: string): AsyncIterable<Uint8Array>;
  /** Paths of what lies among them and is no file: links, devices; left out: nothing. */
  readonly strangers?: readonly string[];
  /** What is to be said of the archive or the folders that they lie in; left out: nothing. */
  readonly archive?: ArchiveState;
  /** The custody report that all of them were read out of; left out: they are a bundle, or part of one. */
  readonly report?: ReportName;
}

/** What is no matter of what the files hold. */
interface ArchiveState {
  readonly remarks: readonly string[];
  /** Files that were read, and of which the archive has another checksum. */
  damaged(): readonly string[];
}

/** A file's bytes, or null if the bundle does not have it. */
export async function readIfThere(files: BundleFiles, path: string): Promise<Uint8Array | null> {
  return files.paths.has(path) ? await files.read(path) : null;
}

/** SHA-256 of a file of any size, in hex. One that comes in one piece, as most do, costs no running hash. */
export async function fileDigest(files: BundleFiles, path: string): Promise<string> {
  let first: Uint8Array | null = null;
  let pass: RunningSha256 | null = null;
  for await (const piece of piecesOf(files, path)) {
    if (first === null) {
      first = piece;
      continue;
    }
    if (pass === null) {
      pass = runningSha256();
      pass.add(first);
    }
    pass.add(piece);
  }
  return pass === null ? hexOf(sha256(first ?? new Uint8Array())) : pass.hex();
}

/** The bytes of a file of any size, piece by piece. */
export async function* piecesOf(files: BundleFiles, path: string): AsyncGenerator<Uint8Array> {
  if (files.pieces === undefined) yield await files.read(path);
  else yield* files.pieces(path);
}

/** Bytes as text. Throws LedgerError unless they are UTF-8; nothing is dropped, not even a byte-order mark. */
export function textOfBytes(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new LedgerError(`${what} is no text in UTF-8.`, { cause });
  }
}
