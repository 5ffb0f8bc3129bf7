import type { Device, DeviceGroupRef } from '../custody/device.ts';

/** What is known of Defender's device groups, which no interface lists. */
export interface DeviceGroupLook {
  /** Whether the group has an automation level: `none` for an hour after Defender refused for want of one. */
  deviceAutomation(group: DeviceGroupRef | null): Promise<'set' | 'none' | 'unknown'>;
}

/** What was read, kept beside the register: it is read again before anything rests on it. */
export interface DeviceGroupRuns {
  /** Keeps a whole reading of the tenant's devices: every group with its count, and the devices that incidents name. */
  keepDeviceReading(devices: readonly Device[], readAt: Date): Promise<void>;
  /** Whether no worker read them since `before`, or an incident names a device that was never looked for. */
  isDeviceReadingDue(before: Date): Promise<boolean>;
  /** Defender took a live response on a device of the group, or refused it for want of an automation level. */
  noteAutomation(group: DeviceGroupRef, said: 'taken' | 'refused'): Promise<void>;
}
