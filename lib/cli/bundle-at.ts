import { open, readFile, stat } from 'node:fs/promises';
import { zipArchive } from '../bundle/bag/zip-archive.ts';
import type { BundleFiles } from '../bundle/bundle-files.ts';
import { proofBundle } from '../bundle/proof-bundle.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { folderFiles } from './folder-files.ts';
import { openedFile } from './opened-file.ts';
import { zipFiles } from './zip-files.ts';

/**
 * A bundle as it was handed over: its folder, a .zip, as it was downloaded or packed by hand, or a single
 * .tlog-proof. Close it when everything is read. Throws an error in words for anything else.
 */
export async function bundleAt(
  path: string,
): Promise<{ readonly files: BundleFiles; close(): Promise<void> }> {
  if ((await stat(path)).isDirectory())
    return { files: await folderFiles(path), close: async () => undefined };
  if (path.endsWith('.tlog-proof'))
    return { files: proofBundle(await readFile(path)), close: async () => undefined };
  if (!(await isZip(path)))
    throw new Error(
      `${path} is neither the folder of a bundle, nor a .zip, nor a .tlog-proof. Unpack other archives, and name the folder.`,
    );
  return await archiveAt(path);
}

/** As the portal made it; else, and said to be so, as somebody packed the folder again. */
async function archiveAt(path: string): Promise<{ readonly files: BundleFiles; close(): Promise<void> }> {
  const file = await openedFile(path);
  try {
    return { files: await zipArchive(file), close: file.close };
  } catch (error) {
    await file.close();
    if (!(error instanceof LedgerError)) throw error;
    const files = await zipFiles(path);
    const remarks = [
      `This archive is not as it was downloaded. Its files were read all the same, as an archive that somebody packed again: what they hold was checked, what else lies in it was not. ${error.message}`,
    ];
    return { files: { ...files, archive: { remarks, damaged: () => [] } }, close: files.close };
  }
}

/** By what it holds: a name says nothing. */
async function isZip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && ['PK\u0003\u0004', 'PK\u0005\u0006'].includes(buffer.toString('latin1'));
  } finally {
    await file.close();
  }
}
