'use server';

import { proposePostureException } from '@/lib/procedures/proposal/kinds/posture-exception.ts';
import { action } from '@/lib/web/action.ts';

export const proposePostureExceptionAction = action(proposePostureException);
