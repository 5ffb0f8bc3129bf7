import { createHash } from 'node:crypto';
import { type FixtureDevice, isPosix, isWindows } from './device.ts';
import { posixFiles } from './posix-files.ts';
import { windowsFiles } from './windows-files.ts';

/** A file that Defender has met on devices of the tenant. */
export interface KnownFile {
  readonly sha1: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly path: string;
  readonly kind: 'malware' | 'clean' | 'unknown';
  readonly deviceIds: readonly string[];
}

/** By SHA-1 and by SHA-256, both in small letters: what lay on the devices when they were set up. */
export function knownFiles(devices: readonly FixtureDevice[], at: Date): ReadonlyMap<string, KnownFile> {
  const found = new Map<string, KnownFile>();
  for (const device of devices)
    for (const file of filesOf(device, at)) {
      if (!('bytes' in file) || file.path.startsWith('/proc/')) continue;
      const digest = (name: string) => createHash(name).update(file.bytes).digest('hex');
      const sha256 = digest('sha256');
      const known: KnownFile = found.get(sha256) ?? {
        sha1: digest('sha1'),
        sha256,
        bytes: file.bytes.length,
        path: file.path,
        kind: kindOf(file.path),
        deviceIds: [],
      };
      const more = { ...known, deviceIds: [...new Set([...known.deviceIds, device.id])] };
      found.set(sha256, more).set(more.sha1, more);
    }
  return found;
}

function filesOf(device: FixtureDevice, at: Date) {
  if (isWindows(device)) return windowsFiles(device);
  return isPosix(device) ? posixFiles(device, at) : [];
}

function kindOf(path: string): KnownFile['kind'] {
  if (/updsvc\.exe$|\.kworkerd$|img_2026\.php$/.test(path)) return 'malware';
  return /^C:\\(Windows|Program)|^\/(usr|sbin|bin|lib|opt)\//.test(path) ? 'clean' : 'unknown';
}
