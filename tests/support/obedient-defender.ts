import { randomUUID } from 'node:crypto';
import type { Device } from '../../lib/custody/device.ts';
import type { DeviceHatches } from '../../lib/procedures/device/device-hatches.ts';

/** A Defender that does at once what is asked of one of its devices. `take` is told what, and refuses by throwing. */
export function obedientDefender(
  device: () => Device,
  others: readonly Device[],
  take: (what: string) => void,
): DeviceHatches {
  const taken = async (what: string) => {
    take(what);
    return { value: { ...answerOf(device()), state: 'pending' }, azure: [] };
  };
  return {
    reader: {
      device: async () => device(),
      devices: async () => [device(), ...others],
      actions: async () => [],
      action: async (id: string) => ({ ...answerOf(device()), id, state: 'succeeded' }),
      file: async () => ({ sha256: '22'.repeat(32) }),
    },
    collector: { collectPackage: () => taken('collect-package') },
    responder: {
      isolate: () => taken('isolate'),
      release: () => taken('release'),
      stopAndQuarantine: (_id: string, file: string) => taken(`stop-and-quarantine ${file}`),
    },
  } as unknown as DeviceHatches;
}

function answerOf({ deviceId }: Device) {
  return {
    ...{ id: randomUUID(), type: 'Any', scope: null, deviceId, deviceName: null },
    ...{ requestor: null, comment: null, createdAt: null, updatedAt: null, errorCode: null, trouble: null },
    ...{ cancelledBy: null, commands: [], sha256: '00'.repeat(32) },
  };
}
