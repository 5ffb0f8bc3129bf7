import { z } from 'zod';
import {
  type Device,
  type DeviceGroupRef,
  type DeviceHealth,
  type DeviceSystem,
  deviceHealths,
} from '../../custody/device.ts';
import { moment, shaped, word } from './answer-shape.ts';

const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value == null || value === '' ? null : String(value)));

/** Source: Microsoft Learn, "Machine resource type"; `vmMetadata` and `agentVersion` are not on that page. */
const machine = z.object({
  id: z.string().min(1),
  computerDnsName: word,
  osPlatform: word,
  version: text,
  osBuild: text,
  agentVersion: text,
  healthStatus: word,
  onboardingStatus: word,
  riskScore: word,
  exposureLevel: word,
  deviceValue: word,
  firstSeen: moment,
  lastSeen: moment,
  lastIpAddress: word,
  lastExternalIpAddress: word,
  aadDeviceId: word,
  rbacGroupId: text,
  rbacGroupName: word,
  machineTags: z.array(z.string()).nullish(),
  vmMetadata: z.object({ resourceId: word }).nullish(),
});

/** A device from Defender's answer. Throws `cloud-unavailable` for an unknown shape. */
export function deviceOf(answer: unknown): Device {
  const read = shaped('Defender', machine, answer);
  return {
    deviceId: read.id,
    name: read.computerDnsName ?? read.id,
    system: systemOf(read.osPlatform),
    osPlatform: read.osPlatform,
    osVersion: read.version,
    osBuild: read.osBuild,
    agentVersion: read.agentVersion,
    health: healthOf(read.healthStatus),
    onboarding: read.onboardingStatus,
    riskScore: read.riskScore,
    exposureLevel: read.exposureLevel,
    deviceValue: read.deviceValue,
    lastSeen: read.lastSeen,
    firstSeen: read.firstSeen,
    lastIpAddress: read.lastIpAddress,
    lastExternalIpAddress: read.lastExternalIpAddress,
    entraDeviceId: read.aadDeviceId,
    group: groupOf(read.rbacGroupId, read.rbacGroupName),
    tags: read.machineTags ?? [],
    vmResourceId: azureMachine(read.vmMetadata?.resourceId ?? null),
  };
}

const linuxWords = [
  'linux',
  'ubuntu',
  'debian',
  'redhat',
  'rhel',
  'centos',
  'suse',
  'sles',
  'fedora',
  'rocky',
  'alma',
];

/** Microsoft's list of platforms grows; a word that says nothing of the system is `other`. */
function systemOf(osPlatform: string | null): DeviceSystem {
  const said = osPlatform?.toLowerCase() ?? '';
  if (said.startsWith('windowsserver')) return 'windows-server';
  if (/^windows(xp|vista|\d)/.test(said)) return 'windows';
  if (said.startsWith('macos')) return 'macos';
  return linuxWords.some((one) => said.includes(one)) ? 'linux' : 'other';
}

function healthOf(said: string | null): DeviceHealth {
  const plain = said?.toLowerCase();
  return deviceHealths.find((one) => one.replaceAll('-', '') === plain) ?? 'unknown';
}

/** Number or string; 0 is "in no group". */
function groupOf(id: string | null, name: string | null): DeviceGroupRef | null {
  return id === null || id === '0' ? null : { id, name: name ?? id };
}

function azureMachine(resourceId: string | null): string | null {
  const said = resourceId?.toLowerCase() ?? '';
  return /^\/subscriptions\/.+\/providers\/microsoft\.compute\/virtualmachines\/[^/]+$/.test(said)
    ? said
    : null;
}
