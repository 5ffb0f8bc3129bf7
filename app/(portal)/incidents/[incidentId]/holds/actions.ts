'use server';

import { extendRetention } from '@/lib/procedures/hold/extend-retention.ts';
import { placeHold } from '@/lib/procedures/hold/place-hold.ts';
import { proposeLiftHold } from '@/lib/procedures/proposal/kinds/lift-hold.ts';
import { action } from '@/lib/web/action.ts';

export const placeHoldAction = action(placeHold);
export const extendRetentionAction = action(extendRetention);
export const proposeLiftHoldAction = action(proposeLiftHold);
