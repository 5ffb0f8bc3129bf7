'use server';

import { witnessDisposal } from '@/lib/procedures/disposal/witness-disposal.ts';
import { proposeDisposal } from '@/lib/procedures/proposal/kinds/dispose-item.ts';
import { action } from '@/lib/web/action.ts';

export const proposeDisposalAction = action(proposeDisposal);
export const witnessDisposalAction = action(witnessDisposal);
