import type { PackagePart, PackageSystem } from '../custody/package-artefact.ts';

/** A word that names a part, wherever it stands in a name of which only letters and digits were left. */
type Sign = readonly [string, PackagePart];

// Microsoft does not publish how folders are spelt, so each is known by what any spelling of it holds. The first that fits counts.
const windowsFolders: readonly Sign[] = [
  ['autorun', 'autoruns'],
  ['installedprogram', 'installed-programs'],
  ['networkconnection', 'network-connections'],
  ['prefetch', 'prefetch'],
  ['securityeventlog', 'security-event-log'],
  ['scheduledtask', 'scheduled-tasks'],
  ['smb', 'smb-sessions'],
  ['servermessageblock', 'smb-sessions'],
  ['systeminfo', 'system-information'],
  ['tempdirector', 'temp-directories'],
  ['usersandgroups', 'users-and-groups'],
  ['userandgroup', 'users-and-groups'],
  ['usersgroups', 'users-and-groups'],
  ['wdsupportlog', 'defender-support-logs'],
  ['process', 'processes'],
  ['service', 'services'],
];

// Of "Services and scheduled tasks" these systems report hardware and system alone.
const otherFolders: readonly Sign[] = [
  ['servicesandscheduledtasks', 'system-information'],
  ['networkconnection', 'network-connections'],
  ['usersandgroups', 'users-and-groups'],
  ['userandgroup', 'users-and-groups'],
  ['systemsecurity', 'system-security'],
  ['systeminfo', 'system-information'],
  ['kernelmodule', 'kernel-modules'],
  ['diskvolume', 'disk-volumes'],
  ['history', 'shell-history'],
  ['process', 'processes'],
  ['application', 'installed-programs'],
  ['installedprogram', 'installed-programs'],
];

// Files that Microsoft names, for packages that put them elsewhere.
const knownFiles: readonly Sign[] = [
  ['activenetconnections', 'network-connections'],
  ['arp', 'network-connections'],
  ['dnscache', 'network-connections'],
  ['ipconfig', 'network-connections'],
  ['firewallexecutionlog', 'network-connections'],
  ['pfirewall', 'network-connections'],
  ['prefetchfileslist', 'prefetch'],
  ['smbinboundsession', 'smb-sessions'],
  ['smboutboundsession', 'smb-sessions'],
  ['systeminformation', 'system-information'],
  ['mpcmdrunlog', 'defender-support-logs'],
  ['mpsupportfiles', 'defender-support-logs'],
];

/** To which part of a package a path belongs: by its folders from the innermost on, then by its own name. */
export function partOf(path: string, system: PackageSystem): PackagePart {
  const folders = path.split('/').map(lettersOf);
  const name = folders.pop() ?? '';
  const signs = system === 'windows' ? windowsFolders : otherFolders;
  if (name.startsWith('collectionsummary')) return 'collector-report';
  for (const folder of folders.toReversed()) {
    const part = partNamed(folder, signs);
    if (part !== null) return part;
    if (system !== 'windows' && /^(open)?files?$/.test(folder)) return 'open-files';
  }
  const known = knownFiles.find(([sign]) => name.startsWith(sign));
  return known?.[1] ?? (folders.length === 0 ? partNamed(name, signs) : null) ?? 'other';
}

/** The part that a name of any spelling means; null for none. */
export function partNamed(name: string, signs: readonly Sign[] = windowsFolders): PackagePart | null {
  const letters = lettersOf(name);
  return signs.find(([sign]) => letters.includes(sign))?.[1] ?? null;
}

/** Which family a package is of, by the folders that only one of them has: for devices of an unknown system. */
export function guessedSystem(paths: readonly string[]): PackageSystem {
  const letters = paths.map(lettersOf);
  const has = (...signs: readonly string[]) =>
    letters.some((path) => signs.some((sign) => path.includes(sign)));
  if (has('autorun', 'prefetch', 'securityeventlog', 'wdsupportlog', 'scheduledtasks', 'tempdirector'))
    return has('servicesandscheduledtasks') ? macOrLinux(has) : 'windows';
  return has('diskvolume', 'servicesandscheduledtasks', 'kernelmodule') ? macOrLinux(has) : 'windows';
}

function macOrLinux(has: (...signs: readonly string[]) => boolean): PackageSystem {
  return has('kernelmodule', 'systemsecurity', 'application') ? 'macos' : 'linux';
}

function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
