import { deviceEvent } from './device-event.ts';
import { tellOfAction } from './device-notice.ts';
import { type DeviceWork, deviceActor } from './device-work.ts';
import type { EarlierAsking } from './earlier-asking.ts';

/** Ends an action that was cancelled and is not known to be at Defender, without saying more than is known. */
export async function withdrawDeviceAction(
  { context, lease }: DeviceWork,
  earlier: Exclude<EarlierAsking['kind'], 'found'>,
): Promise<void> {
  const { action } = lease;
  const { id: actionId, number } = action;
  const words = withdrawnWords(earlier);
  await context.register.record(deviceActor(context, action), ['device.cancelled'], async (desk) => {
    await desk.moveDeviceAction(lease, 'withdrawn', null, words);
    await tellOfAction(desk, action, earlier === 'not-asked' ? 'info' : 'warning', words);
    const reached = earlier === 'not-asked' ? 'no' : 'not-known';
    const detail = { actionId, number, defenderId: null, reached, azure: [] } as const;
    return { events: [deviceEvent('device.cancelled', action, detail)], result: undefined };
  });
}

function withdrawnWords(earlier: Exclude<EarlierAsking['kind'], 'found'>): string {
  switch (earlier) {
    case 'not-asked':
      return 'Cancelled before it reached Defender.';
    case 'not-listed':
      return 'Cancelled. Defender was asked for it and the answer was lost; its list does not show it, and whether it ran is not known.';
  }
}
