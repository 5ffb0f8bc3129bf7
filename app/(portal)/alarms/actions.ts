'use server';

import { acknowledgeAlarm } from '@/lib/procedures/alarm/acknowledge-alarm.ts';
import { closeAlarm } from '@/lib/procedures/alarm/close-alarm.ts';
import { testChannel } from '@/lib/procedures/alarm/test-channel.ts';
import { action } from '@/lib/web/action.ts';

export const acknowledgeAlarmAction = action(acknowledgeAlarm);
export const closeAlarmAction = action(closeAlarm);
export const testChannelAction = action(testChannel);
