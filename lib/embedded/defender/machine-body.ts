import { createHash } from 'node:crypto';
import { stableGuid } from '../cloud/stable-guid.ts';
import type { FixtureDevice } from './device.ts';

/** What else is said of a device at one moment. */
interface MachineMoment {
  readonly seededAt: Date;
  readonly now: Date;
}

/**
 * A device as `GET /api/machines` tells it; `lastSeen` is the last full report, not a sign of being online.
 * Sources: Microsoft, machine resource type; `vmMetadata` and the agent's version are returned and not documented.
 */
export function machineBody(
  device: FixtureDevice,
  { seededAt, now }: MachineMoment,
): Record<string, unknown> {
  const report = device.online ? new Date(now.getTime() - sinceReport(device)) : seededAt;
  return {
    id: device.id,
    mergedIntoMachineId: null,
    isPotentialDuplication: false,
    isExcluded: false,
    exclusionReason: null,
    computerDnsName: device.name,
    firstSeen: longTime(new Date(seededAt.getTime() - 40 * 86_400_000)),
    lastSeen: longTime(report),
    osPlatform: device.platform,
    version: device.version === '' ? null : device.version,
    osProcessor: device.platform === 'macOS' ? 'arm64' : 'x64',
    osArchitecture: '64-bit',
    osBuild: device.build,
    lastIpAddress: device.address,
    lastExternalIpAddress: '203.0.113.40',
    agentVersion: device.agentVersion === '' ? null : device.agentVersion,
    healthStatus: device.health,
    deviceValue: device.value,
    rbacGroupId: device.group.id,
    rbacGroupName: device.group.name,
    riskScore: device.risk,
    exposureLevel: device.risk === 'High' ? 'High' : 'Low',
    isAadJoined: device.vm === null && device.onboarding === 'onboarded',
    aadDeviceId: device.onboarding === 'onboarded' ? stableGuid(`device ${device.name}`) : null,
    machineTags: device.tags,
    onboardingStatus: device.onboarding,
    defenderAvStatus: 'Updated',
    managedBy: 'Intune',
    managedByStatus: 'Success',
    ipAddresses: [
      {
        ipAddress: device.address,
        macAddress: createHash('sha256').update(device.name).digest('hex').slice(0, 12).toUpperCase(),
        type: 'Ethernet',
        operationalStatus: 'Up',
      },
    ],
    vmMetadata:
      device.vm === null
        ? null
        : {
            vmId: device.vm.vmId,
            cloudProvider: 'Azure',
            resourceId: device.vm.id,
            subscriptionId: device.vm.subscriptionId,
          },
  };
}

/** Full reports come once a day. */
function sinceReport(device: FixtureDevice): number {
  return (1 + (Number.parseInt(device.id.slice(0, 4), 16) % 22)) * 3_600_000;
}

/** With seven digits after the point, as this service writes it. */
export function longTime(at: Date): string {
  return at.toISOString().replace('Z', '7791Z');
}
