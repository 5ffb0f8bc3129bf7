import type { Device } from '../../custody/device.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';

interface Told {
  readonly id: string;
  readonly number: string;
  readonly incidentId: string;
  readonly device: Device;
  readonly requester: { readonly objectId: string };
}

/** Tells the person who asked; one row per action, updated in place. */
export function tellOfAction(
  desk: RegisterDesk,
  { id, number, incidentId, device, requester }: Told,
  level: 'progress' | 'info' | 'warning' | 'error',
  words: string,
): Promise<void> {
  return desk.notify({
    personObjectId: requester.objectId,
    key: `device-action:${id}`,
    level,
    title: `${number} on ${device.name}: ${words}`,
    href: `/incidents/${incidentId}/devices/${device.deviceId}`,
  });
}
