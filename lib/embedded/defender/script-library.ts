import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefenderError } from './defender-error.ts';
import type { DefenderStore, LibraryRecord } from './defender-state.ts';

/** The tenant-wide library of live response; one file a name, whatever the case of its letters. */
export interface ScriptLibrary {
  files(): readonly LibraryRecord[];
  put(file: NewScript): LibraryRecord;
  /** False if there was none. */
  remove(fileName: string): boolean;
  /** The bytes, or null if the library has no such file. */
  read(fileName: string): Buffer | null;
}

export interface NewScript {
  readonly fileName: string;
  readonly bytes: Buffer;
  readonly description: string | null;
  readonly hasParameters: boolean;
  readonly parametersDescription: string | null;
  readonly replace: boolean;
  readonly by: string;
}

const mostBytes = 20 * 1024 * 1024;

/** Source: Microsoft, "Upload files to the live response library". Throws 400 for a name, size or double it refuses. */
export function scriptLibrary(store: DefenderStore, folder: string, now: () => Date): ScriptLibrary {
  const { library } = store.state;
  const keyOf = (fileName: string) => fileName.toLowerCase();
  const pathOf = (fileName: string) => join(folder, keyOf(fileName));
  return {
    files: () => Object.values(library),
    put(file) {
      refuseUnfit(file);
      const known = library[keyOf(file.fileName)];
      if (known !== undefined && !file.replace)
        throw new DefenderError(
          400,
          'InvalidInput',
          `The file ${file.fileName} already exists in the library.`,
        );
      const at = now().toISOString();
      const record: LibraryRecord = {
        fileName: file.fileName,
        sha256: createHash('sha256').update(file.bytes).digest('hex'),
        description: file.description,
        createdAt: known?.createdAt ?? at,
        updatedAt: at,
        createdBy: file.by,
        hasParameters: file.hasParameters,
        parametersDescription: file.parametersDescription,
      };
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(pathOf(file.fileName), file.bytes, { mode: 0o600 });
      library[keyOf(file.fileName)] = record;
      store.save();
      return record;
    },
    remove(fileName) {
      if (library[keyOf(fileName)] === undefined) return false;
      delete library[keyOf(fileName)];
      store.save();
      rmSync(pathOf(fileName), { force: true });
      return true;
    },
    read: (fileName) => (library[keyOf(fileName)] === undefined ? null : readFileSync(pathOf(fileName))),
  };
}

function refuseUnfit({ fileName, bytes }: NewScript): void {
  if (!/^[A-Za-z0-9._-]+$/.test(fileName) || /^\.+$/.test(fileName))
    throw new DefenderError(400, 'InvalidInput', `The file name '${fileName}' is not valid.`);
  if (bytes.length > mostBytes)
    throw new DefenderError(400, 'InvalidInput', 'The file is larger than 20 MB.');
}
