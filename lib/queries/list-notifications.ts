import { requirePermission } from '../custody/permission.ts';
import { cursorId } from './require-id.ts';
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
  const rows = await viewer.db.notification.findMany({
    where: { objectId: viewer.actor.objectId },
    orderBy: { updatedAt: 'desc' },
    take: 30,
  });
  const toReview = await waitingAmong(viewer, rows);
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

const requestPage = '/requests/';

/** The pages of requests, among those that these lead to, on which the person may decide. */
async function waitingAmong(
  viewer: Viewer,
  rows: readonly { readonly href: string }[],
): Promise<ReadonlySet<string>> {
  const ids = rows.flatMap(({ href }) => cursorId(href.split(requestPage)[1]) ?? []);
  const waiting = ids.length === 0 ? null : await waitingForMe(viewer);
  if (waiting === null) return new Set();
  const found = await viewer.db.accessRequest.findMany({
    where: { AND: [waiting, { id: { in: ids } }] },
    select: { id: true },
  });
  return new Set(found.map(({ id }) => `${requestPage}${id}`));
}
