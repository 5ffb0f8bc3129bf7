'use server';

import { importFile } from '@/lib/procedures/import/import-file.ts';
import { action } from '@/lib/web/action.ts';

export const importFileAction = action(importFile);
