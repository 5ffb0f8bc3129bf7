import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * One supervisor per data directory. A lock left by a process that is gone is taken over silently.
 * Returns the function that gives it back; throws one line that names the process that holds it.
 */
export function takeHomeLock(home: string): () => void {
  const file = join(home, 'holdfast.lock');
  const holder = readHolder(file);
  if (holder !== null && isAlive(holder)) {
    throw new Error(
      `${home} is in use by the process ${holder}. Stop it, or choose another directory: HOLDFAST_HOME=.holdfast-2 npm start`,
    );
  }
  writeFileSync(file, String(process.pid), { mode: 0o600 });
  return () => rmSync(file, { force: true });
}

function readHolder(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
