'use server';

import { guarded } from '@/lib/web/action.ts';
import { markNotificationsRead } from '@/lib/web/mark-notifications-read.ts';

export const markNotificationsReadAction = guarded('mark-notifications-read', ({ db }, actor, raw) =>
  markNotificationsRead(db, actor, raw),
);
