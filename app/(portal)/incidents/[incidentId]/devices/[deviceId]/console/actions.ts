'use server';

import { addIndicator } from '@/lib/procedures/console/add-indicator.ts';
import { cancelCommand } from '@/lib/procedures/console/cancel-command.ts';
import { closeSession } from '@/lib/procedures/console/close-session.ts';
import { openSession } from '@/lib/procedures/console/open-session.ts';
import { readCommandOutput } from '@/lib/procedures/console/read-command-output.ts';
import { runCommand } from '@/lib/procedures/console/run-command.ts';
import { action } from '@/lib/web/action.ts';

export const openSessionAction = action(openSession);
export const closeSessionAction = action(closeSession);
export const runCommandAction = action(runCommand);
export const cancelCommandAction = action(cancelCommand);
export const readCommandOutputAction = action(readCommandOutput);
export const addIndicatorAction = action(addIndicator);
