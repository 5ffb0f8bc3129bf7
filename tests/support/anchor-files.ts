import { CustodyError } from '../../lib/custody/custody-error.ts';
import type { AnchorStore } from '../../lib/ports/anchor-store.ts';

/** The files of an anchor store, in the hands of somebody who can remove and change them. */
export interface AnchorFiles extends AnchorStore {
  readonly files: Map<string, Uint8Array>;
}

/** `from`: the store to copy; without it there are no files yet. */
export async function anchorFiles(from?: AnchorStore): Promise<AnchorFiles> {
  const files = new Map<string, Uint8Array>();
  const signal = new AbortController().signal;
  if (from !== undefined) {
    for await (const { path } of from.list('', signal)) {
      files.set(path, (await from.get(path, signal)) ?? new Uint8Array());
    }
  }
  return {
    files,
    place: 'files of a test',
    get: async (path) => files.get(path) ?? null,
    async put(path, bytes) {
      const known = files.get(path);
      if (known !== undefined && Buffer.compare(known, bytes) !== 0) {
        throw new CustodyError('conflict', `Other bytes lie under ${path}.`);
      }
      files.set(path, new Uint8Array(bytes));
    },
    async *list(prefix) {
      for (const path of [...files.keys()].sort())
        if (path.startsWith(prefix)) yield { path, writtenAt: null };
    },
  };
}
