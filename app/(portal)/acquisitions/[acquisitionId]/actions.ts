'use server';

import { cancelAcquisition } from '@/lib/procedures/acquisition/cancel-acquisition.ts';
import { retryStep } from '@/lib/procedures/acquisition/retry-step.ts';
import { action } from '@/lib/web/action.ts';

export const cancelAcquisitionAction = action(cancelAcquisition);
export const retryStepAction = action(retryStep);
