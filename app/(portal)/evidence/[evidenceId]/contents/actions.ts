'use server';

import { viewContent } from '@/lib/procedures/access/view-content.ts';
import { action } from '@/lib/web/action.ts';

export const viewContentAction = action(viewContent);
