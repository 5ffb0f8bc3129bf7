import { type ZipArchive, zipArchive, zipEnd } from '../../bundle/bag/zip-archive.ts';
import { LedgerError } from '../../ledger/ledger-error.ts';
import type { DiskReader } from '../../ports/evidence-locker.ts';
import { storedBytes } from './stored-bytes.ts';

/** More than a bundle of 300 MB holds; their names alone would fill the memory of a server. */
const mostFiles = 400_000n;

/**
 * A stored bundle as its files, of which only names and places are held. Throws LedgerError for what is no archive of Holdfast
 * or holds more than 400,000 files, and what a failing store throws.
 */
export async function openArchive(reader: DiskReader, signal: AbortSignal): Promise<ZipArchive> {
  const source = storedBytes(reader, signal);
  const { files } = await zipEnd(source);
  if (files > mostFiles)
    throw new LedgerError(
      `This archive is refused here: it names ${files} files, and at most ${mostFiles} are read.`,
    );
  return await zipArchive(source);
}
