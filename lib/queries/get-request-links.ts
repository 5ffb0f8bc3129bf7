import { maySeeRequest } from '../custody/access-request.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import { type LinkView, linkView, linkWith } from './granted-links.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/** The links that were made by the grant of a request, and what would end with them. */
export interface RequestLinks {
  readonly links: readonly LinkView[];
  /** For who may end them: every live link of the account, since all end at once. Null for everybody else. */
  readonly end: {
    readonly linkIds: readonly string[];
    readonly others: readonly string[]; // numbers of other requests whose links end too, those that the viewer may see
    readonly hidden: number; // of links whose requests the viewer may not see
    readonly waiting: { readonly since: string; readonly problem: string | null } | null; // asked for already
  } | null;
}

/** Throws `forbidden`, or `not-found` for a request that the viewer may not see. */
export async function getRequestLinks(viewer: Viewer, requestId: string): Promise<RequestLinks> {
  requirePermission(viewer.actor, 'access.read');
  const { db, actor } = viewer;
  const request = await db.accessRequest.findFirst({
    where: { id: requireId(requestId), incident: visibleIncidentWhere(actor) },
    select: { id: true, requesterObjectId: true },
  });
  if (request === null || !maySeeRequest(actor, request.requesterObjectId)) throw notFound();
  const now = new Date();
  const rows = await db.accessLink.findMany({
    where: { grant: { requestId: request.id } },
    orderBy: { madeAt: 'desc' },
    include: linkWith,
  });
  const links = rows.map((row) => linkView(row, now));
  const alive = links.some(({ state }) => state === 'active');
  return {
    links,
    end: alive && mayDo(actor.roles, 'access.revoke') ? await ending(viewer, request.id, now) : null,
  };
}

async function ending({ db, actor }: Viewer, requestId: string, now: Date): Promise<RequestLinks['end']> {
  const live = { endedAt: null, endsAt: { gt: now } };
  const [all, seen, waiting] = await Promise.all([
    db.accessLink.findMany({ where: live, select: { id: true } }),
    db.accessLink.findMany({
      where: { ...live, grant: { request: { incident: visibleIncidentWhere(actor) } } },
      include: linkWith,
    }),
    db.linkRevocation.findFirst({ where: { doneAt: null } }),
  ]);
  const others = seen.filter(({ grant }) => grant.requestId !== requestId);
  return {
    linkIds: all.map(({ id }) => id),
    others: [...new Set(others.map(({ grant }) => grant.request.number))].toSorted(),
    hidden: all.length - seen.length,
    waiting: waiting === null ? null : { since: waiting.createdAt.toISOString(), problem: waiting.problem },
  };
}
