'use server';

import { requestExport } from '@/lib/procedures/export/request-export.ts';
import { action, guarded } from '@/lib/web/action.ts';
import { removeSearch, saveSearch } from '@/lib/web/saved-searches.ts';

export const requestExportAction = action(requestExport);
export const saveSearchAction = guarded('save-search', ({ db }, actor, raw) => saveSearch(db, actor, raw));
export const removeSearchAction = guarded('remove-search', ({ db }, actor, raw) =>
  removeSearch(db, actor, raw),
);
