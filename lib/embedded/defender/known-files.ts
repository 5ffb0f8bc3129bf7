import { createHash } from 'node:crypto';
import { type FixtureDevice, isPosix, isWindows } from './device.ts';
import { posixFiles } from './posix-files.ts';
import { windowsFiles } from './windows-files.ts';

/** A file that Defender has met on devices of the tenant. */
export interface KnownFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha1: string;
  readonly sha256: string;
  readonly kind: 'malware' | 'clean' | 'unknown';
  readonly deviceIds: readonly string[];
}

/** By SHA-1 and by SHA-256, both in small letters: what lay on the devices when they were set up. */
export function knownFiles(devices: readonly FixtureDevice[], at: Date): ReadonlyMap<string, KnownFile> {
  const found = new Map<string, KnownFile>();
  for (const file of devices.flatMap((device) => filesOf(device, at))) {
    const before = found.get(file.sha256)?.deviceIds ?? [];
    const known = { ...file, deviceIds: [...new Set([...before, ...file.deviceIds])] };
    found.set(file.sha256, known).set(file.sha1, known);
  }
  return found;
}

/** The files of one device as it was set up, without the kernel's own. */
export function filesOf(device: FixtureDevice, at: Date): readonly KnownFile[] {
  const files = isWindows(device) ? windowsFiles(device) : isPosix(device) ? posixFiles(device, at) : [];
  return files.flatMap((file) => {
    if (!('bytes' in file) || file.path.startsWith('/proc/')) return [];
    const digest = (name: string) => createHash(name).update(file.bytes).digest('hex');
    return [
      {
        path: file.path,
        bytes: file.bytes.length,
        sha1: digest('sha1'),
        sha256: digest('sha256'),
        kind: kindOf(file.path),
        deviceIds: [device.id],
      },
    ];
  });
}

function kindOf(path: string): KnownFile['kind'] {
  if (/updsvc\.exe$|\.kworkerd$|img_2026\.php$/.test(path)) return 'malware';
  return /^C:\\(Windows|Program)|^\/(usr|sbin|bin|lib|opt)\//.test(path) ? 'clean' : 'unknown';
}
