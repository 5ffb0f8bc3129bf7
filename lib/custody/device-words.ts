import type { DeviceSystem } from './device.ts';

export function deviceSystemWords(system: DeviceSystem): string {
  switch (system) {
    case 'windows':
      return 'Windows';
    case 'windows-server':
      return 'Windows Server';
    case 'macos':
      return 'macOS';
    case 'linux':
      return 'Linux';
    case 'other':
      return 'Another system';
  }
}
