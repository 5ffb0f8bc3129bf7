/** What Defender says of a device, as read at one moment. All of it is reported by the device or by Microsoft. */
export interface Device {
  readonly deviceId: string; // 40 hex digits; older tenants have 32
  readonly name: string;
  readonly system: DeviceSystem;
  readonly osPlatform: string | null; // Microsoft's own word
  readonly osVersion: string | null;
  readonly osBuild: string | null;
  readonly agentVersion: string | null;
  readonly health: DeviceHealth;
  readonly onboarding: string | null;
  readonly riskScore: string | null;
  readonly exposureLevel: string | null;
  readonly deviceValue: string | null;
  readonly lastSeen: string | null; // RFC 3339; of the last full report, no sign of being online
  readonly firstSeen: string | null;
  readonly lastIpAddress: string | null;
  readonly lastExternalIpAddress: string | null;
  readonly entraDeviceId: string | null;
  readonly group: DeviceGroupRef | null; // null: in no device group
  readonly tags: readonly string[];
  readonly vmResourceId: string | null; // of an Azure VM, lower case
}

export interface DeviceGroupRef {
  readonly id: string;
  readonly name: string;
}

export const deviceSystems = ['windows', 'windows-server', 'macos', 'linux', 'other'] as const;
export type DeviceSystem = (typeof deviceSystems)[number];

export const deviceHealths = [
  'active',
  'inactive',
  'impaired-communication',
  'no-sensor-data',
  'no-sensor-data-impaired-communication',
  'unknown',
] as const;
export type DeviceHealth = (typeof deviceHealths)[number];
