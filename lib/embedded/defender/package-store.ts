import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ActionRecord } from './action-record.ts';
import { type FixtureDevice, isWindows } from './device.ts';
import { hostilePackage } from './hostile-package.ts';
import { posixPackage } from './package-posix.ts';
import { windowsPackage } from './package-windows.ts';
import { zipOf } from './zip-writer.ts';

/** Packages as files, one an action. */
export interface PackageStore {
  build(device: FixtureDevice, action: ActionRecord): Promise<void>;
  /** The file of an action's package, or null while there is none. */
  fileOf(actionId: string): string | null;
}

export function packageStore(folder: string, now: () => Date): PackageStore {
  const pathOf = (id: string) => join(folder, `${id}.zip`);
  return {
    async build(device, action) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const draft = `${pathOf(action.id)}.new`;
      const pieces = action.hostile === null ? plain(device, now()) : hostilePackage(action.hostile, now());
      await pipeline(Readable.from(pieces), createWriteStream(draft, { mode: 0o600 }));
      await rename(draft, pathOf(action.id));
    },
    fileOf: (id) => (existsSync(pathOf(id)) ? pathOf(id) : null),
  };
}

function plain(device: FixtureDevice, at: Date): Iterable<Buffer> {
  return [zipOf(isWindows(device) ? windowsPackage(device, at) : posixPackage(device, at), at)];
}
