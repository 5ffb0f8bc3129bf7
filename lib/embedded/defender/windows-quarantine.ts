import { readdir, readFile } from 'node:fs/promises';
import { join, win32 } from 'node:path';
import type { WindowsScript } from './windows-script.ts';

/** What a script of the product put away, as its own record of it in the device's tree says. */
export interface PutAway {
  readonly kind: 'file' | 'service' | 'task' | 'registry';
  readonly name: string; // of a file: its path
  readonly key?: string; // of a registry value
  readonly sha256?: string; // of a file
  readonly run: string;
  readonly folder: string; // on this machine
}

const store = 'C:\\ProgramData\\Holdfast\\Quarantine';

/** Everything that is put away on the device now. */
export async function putAway(script: WindowsScript): Promise<readonly PutAway[]> {
  const folder = await script.trees.find(script.device, store);
  const runs = folder === null ? [] : await readdir(folder);
  return await Promise.all(
    runs.map(async (run) => {
      const text = await readFile(join(folder ?? '', run, 'entry.json'), 'utf8');
      return { ...(JSON.parse(text) as PutAway), run, folder: join(folder ?? '', run) };
    }),
  );
}

/** Where a file of this run's entry lies, as the device names it. */
export function entryPath(script: WindowsScript, name: string): string {
  return win32.join(store, script.run, name);
}
