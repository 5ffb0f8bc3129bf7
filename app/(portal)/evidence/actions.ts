'use server';

import { acceptCustody } from '@/lib/procedures/custody/accept-custody.ts';
import { correctRecord } from '@/lib/procedures/custody/correct-record.ts';
import { declineCustody } from '@/lib/procedures/custody/decline-custody.ts';
import { offerCustody } from '@/lib/procedures/custody/offer-custody.ts';
import { withdrawOffer } from '@/lib/procedures/custody/withdraw-offer.ts';
import { startCopyVerification } from '@/lib/procedures/evidence/start-copy-verification.ts';
import { proposeEraseBody } from '@/lib/procedures/proposal/kinds/erase-body.ts';
import { proposeThawItem } from '@/lib/procedures/proposal/kinds/thaw-item.ts';
import { proposeWithholdBody } from '@/lib/procedures/proposal/kinds/withhold-body.ts';
import { action } from '@/lib/web/action.ts';

export const offerCustodyAction = action(offerCustody);
export const acceptCustodyAction = action(acceptCustody);
export const declineCustodyAction = action(declineCustody);
export const correctRecordAction = action(correctRecord);
export const withdrawOfferAction = action(withdrawOffer);
export const proposeWithholdBodyAction = action(proposeWithholdBody);
export const proposeEraseBodyAction = action(proposeEraseBody);
export const startCopyVerificationAction = action(startCopyVerification);
export const proposeThawItemAction = action(proposeThawItem);
