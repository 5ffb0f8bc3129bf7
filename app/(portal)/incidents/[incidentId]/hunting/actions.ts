'use server';

import { exportResult } from '@/lib/procedures/hunting/export-result.ts';
import { runHunting } from '@/lib/procedures/hunting/run-hunting.ts';
import { saveQuery } from '@/lib/procedures/hunting/save-query.ts';
import { sealResult } from '@/lib/procedures/hunting/seal-result.ts';
import { action } from '@/lib/web/action.ts';

export const runHuntingAction = action(runHunting);
export const saveQueryAction = action(saveQuery);
export const sealResultAction = action(sealResult);
export const exportResultAction = action(exportResult);
