import type { Device } from '../../lib/custody/device.ts';

/** What Defender says of any device where no test asks for more. */
export function testDevice(deviceId: string): Device {
  return {
    ...{ deviceId, name: 'device-1', system: 'linux', osPlatform: 'Linux', osVersion: null, osBuild: null },
    ...{
      agentVersion: null,
      health: 'active',
      onboarding: 'onboarded',
      riskScore: null,
      exposureLevel: null,
    },
    ...{
      deviceValue: null,
      lastSeen: null,
      firstSeen: null,
      lastIpAddress: null,
      lastExternalIpAddress: null,
    },
    ...{ entraDeviceId: null, group: null, tags: [], vmResourceId: null },
  };
}
