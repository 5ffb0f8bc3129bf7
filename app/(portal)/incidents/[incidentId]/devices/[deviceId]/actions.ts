'use server';

import { cancelDeviceAction } from '@/lib/procedures/device/cancel-device-action.ts';
import { collectFromDevice } from '@/lib/procedures/device/collect-from-device.ts';
import { respondOnDevice } from '@/lib/procedures/device/respond-on-device.ts';
import { action } from '@/lib/web/action.ts';

export const collectFromDeviceAction = action(collectFromDevice);
export const respondOnDeviceAction = action(respondOnDevice);
export const cancelDeviceActionAction = action(cancelDeviceAction);
