'use server';

import { endBreakGlass } from '@/lib/procedures/break-glass/end-break-glass.ts';
import { openBreakGlass } from '@/lib/procedures/break-glass/open-break-glass.ts';
import { reviewBreakGlass } from '@/lib/procedures/break-glass/review-break-glass.ts';
import { action } from '@/lib/web/action.ts';

export const openBreakGlassAction = action(openBreakGlass);
export const endBreakGlassAction = action(endBreakGlass);
export const reviewBreakGlassAction = action(reviewBreakGlass);
