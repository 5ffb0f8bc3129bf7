'use server';

import { acknowledgeNotice } from '@/lib/procedures/hold/acknowledge-notice.ts';
import { extendRetention } from '@/lib/procedures/hold/extend-retention.ts';
import { placeHold } from '@/lib/procedures/hold/place-hold.ts';
import { sendNotice } from '@/lib/procedures/hold/send-notice.ts';
import { proposeLiftHold } from '@/lib/procedures/proposal/kinds/lift-hold.ts';
import { action } from '@/lib/web/action.ts';

export const placeHoldAction = action(placeHold);
export const extendRetentionAction = action(extendRetention);
export const sendNoticeAction = action(sendNotice);
export const acknowledgeNoticeAction = action(acknowledgeNotice);
export const proposeLiftHoldAction = action(proposeLiftHold);
