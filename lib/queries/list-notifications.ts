import { requirePermission } from '../custody/permission.ts';
import type { Viewer } from './viewer.ts';

export interface NotificationRow {
  readonly id: string;
  readonly level: string;
  readonly title: string;
  readonly href: string;
  readonly at: string; // UTC, with its zone
  readonly read: boolean;
}

/** A person's own notifications, newest first, at most 30. Throws `forbidden`. */
export async function listNotifications(viewer: Viewer): Promise<readonly NotificationRow[]> {
  requirePermission(viewer.actor, 'notification.read-own');
  const rows = await viewer.db.notification.findMany({
    where: { objectId: viewer.actor.objectId },
    orderBy: { updatedAt: 'desc' },
    take: 30,
  });
  return rows.map((row) => ({
    id: row.id,
    level: row.level,
    title: row.title,
    href: row.href,
    at: `${row.updatedAt.toISOString().slice(0, 19).replace('T', ' ')}Z`,
    read: row.readAt !== null && row.readAt >= row.updatedAt,
  }));
}
