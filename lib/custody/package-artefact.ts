import type { DeviceSystem } from './device.ts';

/** The twelve artefacts of an investigation package, as Microsoft names them. */
export const packageArtefacts = [
  'autoruns',
  'installed-programs',
  'network-connections',
  'prefetch',
  'processes',
  'scheduled-tasks',
  'security-event-log',
  'services',
  'smb-sessions',
  'system-information',
  'temp-directories',
  'users-and-groups',
] as const;
export type PackageArtefact = (typeof packageArtefacts)[number];

/** What else a package holds: Defender's own files, what only macOS and Linux report, and what nobody described. */
export const packageExtras = [
  'collector-report',
  'defender-support-logs',
  'disk-volumes',
  'open-files',
  'shell-history',
  'kernel-modules',
  'system-security',
  'other',
] as const;
export type PackageExtra = (typeof packageExtras)[number];

export type PackagePart = PackageArtefact | PackageExtra;

/** The families that Microsoft describes a package of. */
export type PackageSystem = 'windows' | 'macos' | 'linux';

export const artefactStates = ['present', 'empty', 'missing', 'not-applicable', 'unreadable'] as const;
export type ArtefactState = (typeof artefactStates)[number];

/** Whether a package of this system can hold the artefact. Source: Microsoft, respond-machine-alerts (2025-12-31). */
export function isOfSystem(artefact: PackageArtefact, system: PackageSystem): boolean {
  switch (artefact) {
    case 'network-connections':
    case 'processes':
    case 'system-information':
    case 'users-and-groups':
      return true;
    case 'installed-programs':
      return system !== 'linux';
    case 'autoruns':
    case 'prefetch':
    case 'scheduled-tasks':
    case 'security-event-log':
    case 'services':
    case 'smb-sessions':
    case 'temp-directories':
      return system === 'windows';
  }
}

/** The family of a device's system; null where only the package itself can tell. */
export function packageSystem(system: DeviceSystem): PackageSystem | null {
  switch (system) {
    case 'windows':
    case 'windows-server':
      return 'windows';
    case 'macos':
    case 'linux':
      return system;
    case 'other':
      return null;
  }
}

export function partWords(part: PackagePart): string {
  switch (part) {
    case 'autoruns':
      return 'Autoruns';
    case 'installed-programs':
      return 'Installed programs';
    case 'network-connections':
      return 'Network connections';
    case 'prefetch':
      return 'Prefetch files';
    case 'processes':
      return 'Processes';
    case 'scheduled-tasks':
      return 'Scheduled tasks';
    case 'security-event-log':
      return 'Security event log';
    case 'services':
      return 'Services';
    case 'smb-sessions':
      return 'SMB sessions';
    case 'system-information':
      return 'System information';
    case 'temp-directories':
      return 'Temp directories';
    case 'users-and-groups':
      return 'Users and groups';
    case 'collector-report':
      return 'What the collector said of itself';
    case 'defender-support-logs':
      return 'Defender support logs';
    case 'disk-volumes':
      return 'Disk volumes';
    case 'open-files':
      return 'Open files';
    case 'shell-history':
      return 'Shell history';
    case 'kernel-modules':
      return 'Kernel modules';
    case 'system-security':
      return 'System security';
    case 'other':
      return 'Other';
  }
}
