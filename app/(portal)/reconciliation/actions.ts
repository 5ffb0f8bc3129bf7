'use server';

import { noteFinding } from '@/lib/procedures/reconciliation/note-finding.ts';
import { action } from '@/lib/web/action.ts';

export const noteFindingAction = action(noteFinding);
