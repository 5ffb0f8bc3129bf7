'use server';

import { bringBundle } from '@/lib/procedures/import/bring-bundle.ts';
import { bringFile } from '@/lib/procedures/import/bring-file.ts';
import { bringStaged } from '@/lib/procedures/import/bring-staged.ts';
import { takeFromBundle } from '@/lib/procedures/import/take-from-bundle.ts';
import { takeOverSnapshot } from '@/lib/procedures/import/take-over-snapshot.ts';
import { action } from '@/lib/web/action.ts';

export const bringBundleAction = action(bringBundle);
export const bringFileAction = action(bringFile);
export const bringStagedAction = action(bringStaged);
export const takeFromBundleAction = action(takeFromBundle);
export const takeOverSnapshotAction = action(takeOverSnapshot);
