'use server';

import { requestAcquisition } from '@/lib/procedures/acquisition/request-acquisition.ts';
import { action } from '@/lib/web/action.ts';

export const requestAcquisitionAction = action(requestAcquisition);
