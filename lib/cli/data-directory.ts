import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * The directory of the HOLDFAST_HOME setting as an absolute path, made if it is not there and found to be writable.
 * Throws one line that says what is wrong with it.
 */
export function dataDirectory(setting: string | undefined): string {
  if (setting === '') throw new Error('HOLDFAST_HOME is empty. Name a directory, or leave it out.');
  const home = resolve(setting ?? '.holdfast');
  const probe = join(home, `.writable-${process.pid}`);
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    writeFileSync(probe, 'This file shows that the directory can be written, and is removed at once.\n');
    rmSync(probe);
    return home;
  } catch (error) {
    throw new Error(inWords(home, error), { cause: error });
  }
}

function inWords(home: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return `The data directory ${home} cannot be made: a file has that name. Choose another: HOLDFAST_HOME=/path npm start`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOENT': // what making a whole path says of a read-only disk
      return `The data directory ${home} may not be written by this account. Choose another: HOLDFAST_HOME=/path npm start`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `There is no space left for the data directory ${home}. Nothing was lost; free some space and start again.`;
    default:
      return `The data directory ${home} cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  }
}
