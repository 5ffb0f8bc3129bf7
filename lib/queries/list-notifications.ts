import { requirePermission } from '../custody/permission.ts';
import type { Viewer } from './viewer.ts';
import { waitingForMe } from './waiting-for-me.ts';

export interface NotificationRow {
  readonly id: string;
  readonly level: string;
  readonly title: string;
  readonly href: string;
  readonly at: string; // UTC, with its zone
  readonly read: boolean;
  readonly review: boolean; // it leads to a request on which this person may decide
}

/** A person's own notifications, newest first, at most 30. Throws `forbidden`. */
export async function listNotifications(viewer: Viewer): Promise<readonly NotificationRow[]> {
  requirePermission(viewer.actor, 'notification.read-own');
  const [rows, waiting] = await Promise.all([
    viewer.db.notification.findMany({
      where: { objectId: viewer.actor.objectId },
      orderBy: { updatedAt: 'desc' },
      take: 30,
    }),
    waitingForMe(viewer.db, viewer.actor),
  ]);
  const toReview = new Set(waiting.map((id) => `/requests/${id}`));
  return rows.map((row) => ({
    id: row.id,
    level: row.level,
    title: row.title,
    href: row.href,
    at: `${row.updatedAt.toISOString().slice(0, 19).replace('T', ' ')}Z`,
    read: row.readAt !== null && row.readAt >= row.updatedAt,
    review: toReview.has(row.href),
  }));
}
