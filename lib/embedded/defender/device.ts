import { createHash } from 'node:crypto';
import type { CatalogueMachine } from '../arm/machine-catalogue.ts';
import { tenantId } from '../cloud/tenant.ts';

/** A device of the embedded tenant as it is now. */
export interface FixtureDevice {
  readonly id: string; // as the incidents name it
  readonly name: string;
  readonly platform: DevicePlatform;
  readonly version: string;
  readonly build: number | null;
  readonly agentVersion: string;
  readonly group: DeviceGroup;
  readonly health: 'Active' | 'Inactive' | 'ImpairedCommunication' | 'NoSensorData';
  readonly onboarding: 'onboarded' | 'CanBeOnboarded';
  readonly risk: 'None' | 'Low' | 'Medium' | 'High';
  readonly value: 'Normal' | 'High';
  readonly tags: readonly string[];
  readonly address: string;
  readonly user: string; // who works with it
  readonly online: boolean;
  readonly outdated: boolean; // an agent with which neither live response nor packages work
  readonly lowPower: boolean; // on battery or on a metered connection: packages fail
  readonly isolated: boolean;
  readonly restricted: boolean;
  readonly stopped: readonly number[]; // processes that a script ended
  readonly quarantined: readonly string[]; // SHA-1 of files
  readonly busy: boolean; // somebody else's live response never ends
  readonly vm: CatalogueMachine | null;
}

export type DevicePlatform =
  | 'Windows10'
  | 'Windows11'
  | 'WindowsServer2022'
  | 'WindowsServer2016'
  | 'macOS'
  | 'Linux'
  | 'Unknown';

export interface DeviceGroup {
  readonly id: number;
  readonly name: string;
  readonly automation: boolean; // false: no automated response, so no live response either
}

export function deviceId(name: string): string {
  return createHash('sha1').update(`${tenantId}/${name}`).digest('hex');
}

export function isWindows(device: FixtureDevice): boolean {
  return device.platform.startsWith('Windows');
}

export function isPosix(device: FixtureDevice): boolean {
  return device.platform === 'macOS' || device.platform === 'Linux';
}
