import type { DeviceHealth, DeviceSystem } from './device.ts';

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

/** What Defender says of a device's sensor; none of it says whether the device is reachable now. */
export function deviceHealthWords(health: DeviceHealth): string {
  switch (health) {
    case 'active':
      return 'Active';
    case 'inactive':
      return 'Inactive';
    case 'impaired-communication':
      return 'Impaired communication';
    case 'no-sensor-data':
      return 'No sensor data';
    case 'no-sensor-data-impaired-communication':
      return 'No sensor data, impaired communication';
    case 'unknown':
      return 'Unknown';
  }
}
