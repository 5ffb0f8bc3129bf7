import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Holds the folder for this process alone: two that shared it could each cosign a different tree. Out: gives it
 * back; the kernel does the same when the process dies, however it dies. Throws one line if another one holds it.
 */
export function lockFolder(folder: string): () => void {
  // Node has no flock; SQLite takes a lock of the kernel on an empty file, without stale process ids.
  const lock = new DatabaseSync(join(folder, 'lock'));
  try {
    lock.exec('pragma journal_mode = off; pragma locking_mode = exclusive; begin exclusive');
  } catch (cause) {
    lock.close();
    throw new Error(`${folder} is in use by another witness. Stop it, or choose another folder.`, { cause });
  }
  return () => lock.close();
}
