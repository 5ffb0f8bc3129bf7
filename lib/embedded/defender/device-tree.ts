import {
  chmodSync,
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, posix, sep, win32 } from 'node:path';
import { type FixtureDevice, isWindows } from './device.ts';
import { posixFiles, posixPrograms } from './posix-files.ts';
import { windowsFiles } from './windows-files.ts';

/** The real folders that stand for the devices' disks, made from fixtures when first used. */
export interface DeviceTrees {
  /** Beside it lies `bin`: programs that answer for the device in place of this machine's own. */
  rootOf(device: FixtureDevice): string;
  /** Where live response works on a device, as a path of the device. */
  workFolderOf(device: FixtureDevice): string;
  /** The place of a device's path in its tree; null: nothing is there. Throws if it leads out of the tree. */
  find(device: FixtureDevice, path: string): Promise<string | null>;
  /** Writes a file at a path of the device, folders included. */
  write(device: FixtureDevice, path: string, bytes: Buffer): string;
}

const windowsWork = 'C:\\ProgramData\\Microsoft\\Windows Defender Advanced Threat Protection\\Downloads';
const posixWork = '/var/opt/microsoft/mdatp/downloads'; // where the real one works is not documented

export function deviceTrees(folder: string, now: () => Date): DeviceTrees {
  const homeOf = (device: FixtureDevice) => {
    const home = join(folder, device.name);
    if (!existsSync(home)) plant(device, home, now());
    return home;
  };
  const rootOf = (device: FixtureDevice) => join(homeOf(device), 'root');
  return {
    rootOf,
    workFolderOf: (device) => (isWindows(device) ? windowsWork : posixWork),
    async find(device, path) {
      const root = realpathSync(rootOf(device));
      const found = await step(root, segmentsOf(device, path), isWindows(device));
      if (found === null) return null;
      const real = existsSync(found) ? realpathSync(found) : null; // null: a link to nothing
      if (real !== root && real?.startsWith(root + sep) === false)
        throw new Error(`${path} is a link that cannot be followed.`);
      return real;
    },
    write(device, path, bytes) {
      const file = join(rootOf(device), ...segmentsOf(device, path));
      put(file, bytes, 0o644);
      return file;
    },
  };
}

/** A device's tree appears whole or not at all. */
function plant(device: FixtureDevice, home: string, at: Date): void {
  const draft = `${home}.${process.pid}.new`;
  const root = join(draft, 'root');
  const files = isWindows(device) ? windowsFiles(device) : posixFiles(device, at);
  for (const one of files) {
    const place = join(root, ...segmentsOf(device, one.path));
    if ('bytes' in one) put(place, one.bytes, 0o644);
    else link(place, one.link);
  }
  mkdirSync(join(root, ...segmentsOf(device, isWindows(device) ? windowsWork : posixWork)), {
    recursive: true,
  });
  mkdirSync(join(draft, 'bin'), { recursive: true });
  for (const one of isWindows(device) ? [] : posixPrograms(device))
    if ('bytes' in one) put(join(draft, 'bin', one.path), one.bytes, 0o755);
  renameSync(draft, home);
}

function link(place: string, target: string): void {
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(target, place);
}

function put(file: string, bytes: Buffer, mode: number): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  chmodSync(file, mode);
}

/** `C:\Users\x` lies in `C/Users/x`; a relative path begins in the work folder; `..` never leaves the tree. */
function segmentsOf(device: FixtureDevice, path: string): readonly string[] {
  const whole = isWindows(device) ? win32.resolve(windowsWork, path) : posix.resolve(posixWork, path);
  return whole
    .replace(/^([A-Za-z]):/, '$1')
    .split(isWindows(device) ? '\\' : '/')
    .filter((one) => one !== '');
}

/** Windows does not regard the case of letters. */
async function step(
  folder: string,
  [first, ...rest]: readonly string[],
  anyCase: boolean,
): Promise<string | null> {
  if (first === undefined) return folder;
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  const name = names.find((one) => one === first || (anyCase && one.toLowerCase() === first.toLowerCase()));
  return name === undefined ? null : await step(join(folder, name), rest, anyCase);
}
