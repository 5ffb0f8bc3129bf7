'use server';

import { bringFile } from '@/lib/procedures/import/bring-file.ts';
import { bringStaged } from '@/lib/procedures/import/bring-staged.ts';
import { action } from '@/lib/web/action.ts';

export const bringFileAction = action(bringFile);
export const bringStagedAction = action(bringStaged);
