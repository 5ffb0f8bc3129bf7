'use server';

import { cancelDeviceAction } from '@/lib/procedures/device/cancel-device-action.ts';
import { requestDeviceAction } from '@/lib/procedures/device/request-device-action.ts';
import { action } from '@/lib/web/action.ts';

export const requestDeviceActionAction = action(requestDeviceAction);
export const cancelDeviceActionAction = action(cancelDeviceAction);
