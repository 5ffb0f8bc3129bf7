'use server';

import { acceptReceipt } from '@/lib/procedures/bundle/accept-receipt.ts';
import { action } from '@/lib/web/action.ts';

export const acceptReceiptAction = action(acceptReceipt);
