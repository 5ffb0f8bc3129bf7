import type { Prisma } from '../../prisma/generated/client.ts';
import { onItsWayOut } from '../adapters/prisma/disposal-look.ts';
import { freezeOf } from '../adapters/prisma/freeze-look.ts';
import type { AccessMode } from '../custody/access-policy.ts';
import {
  type AccessGrantState,
  type AccessRequestState,
  accessGrantState,
  accessRequestState,
  overseesRequests,
} from '../custody/access-request.ts';
import type { PersonActor } from '../custody/actor.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface ItemAccess {
  readonly open: readonly ItemAccessRow[]; // who may use it now, and until when
  readonly waiting: readonly ItemAccessRow[];
  readonly past: readonly ItemAccessRow[];
  readonly may: {
    readonly request: boolean;
    readonly download: boolean; // the viewer's own live grant
    readonly see: boolean; // the same: a grant to see, or to download
  };
}

export interface ItemAccessRow {
  readonly requestId: string;
  readonly number: string;
  readonly mode: AccessMode;
  readonly name: string; // of who asked
  readonly addressRange: string;
  readonly state: AccessRequestState | AccessGrantState;
  readonly from: string; // of the request, or of the grant
  readonly until: string | null; // a waiting request: when it expires
  readonly linked: boolean; // whether the viewer may open the request
}

const mostPast = 100;

/**
 * Who can open an item and who asks for it, all of them, and the newest of those who could or did; newest first. Throws
 * `forbidden` or `not-found`.
 */
export async function getItemAccess(viewer: Viewer, evidenceId: string): Promise<ItemAccess> {
  requirePermission(viewer.actor, 'evidence.read');
  const { objectId, roles } = viewer.actor;
  const item = await viewer.db.evidenceItem.findFirst({
    where: { id: requireId(evidenceId), incident: visibleIncidentWhere(viewer.actor) },
    select: {
      ...{ id: true, state: true, rehearsal: true },
      disposals: { where: { state: { in: onItsWayOut } }, select: { id: true } },
    },
  });
  if (item === null) throw notFound();
  const now = new Date();
  const about = { items: { some: { evidenceId: item.id } } };
  const current: Prisma.AccessRequestWhereInput = {
    OR: [
      { state: 'waiting', expiresAt: { gt: now } },
      { grant: { is: { revokedAt: null, endsAt: { gt: now } } } },
    ],
  };
  const [requests, past, frozen] = await Promise.all([
    requestsWhere(viewer, { ...about, ...current }),
    requestsWhere(viewer, { ...about, NOT: current }, mostPast),
    freezeOf(viewer.db, item.id),
  ]);
  const oversees = overseesRequests(roles);
  const rows = [...requests, ...past].map((request): ItemAccessRow => {
    const { grant } = request;
    return {
      requestId: request.id,
      number: request.number,
      mode: request.mode as AccessMode,
      name: (request.requester as unknown as PersonActor).displayName,
      addressRange: request.addressRange,
      state: grant === null ? accessRequestState(request, now) : accessGrantState(grant, now),
      from: (grant?.startsAt ?? request.createdAt).toISOString(),
      until: untilOf(request),
      linked: oversees || request.requesterObjectId === objectId,
    };
  });
  const sealed = item.state === 'sealed' && !item.rehearsal && item.disposals.length === 0;
  const own = requests.flatMap(({ grant, mode, requesterObjectId }) => {
    const live =
      requesterObjectId === objectId && grant !== null && accessGrantState(grant, now) === 'active';
    return live ? [mode as AccessMode] : [];
  });
  const reads = sealed && frozen === null && mayDo(roles, 'evidence.read-content');
  return {
    open: rows.filter(({ state }) => state === 'active'),
    waiting: rows.filter(({ state }) => state === 'waiting'),
    past: rows.filter(({ state }) => state !== 'active' && state !== 'waiting'),
    may: {
      request: sealed && mayDo(roles, 'access.request'),
      download: reads && own.includes('download'),
      see: reads && (own.includes('see-contents') || own.includes('download')),
    },
  };
}

function requestsWhere({ db }: Viewer, where: Prisma.AccessRequestWhereInput, take?: number) {
  return db.accessRequest.findMany({
    where,
    orderBy: { createdAt: 'desc' },
    ...(take === undefined ? {} : { take }),
    include: { grant: true },
  });
}

function untilOf(request: {
  readonly state: string;
  readonly expiresAt: Date;
  readonly decidedAt: Date | null;
  readonly grant: { readonly endsAt: Date; readonly revokedAt: Date | null } | null;
}): string | null {
  const { grant } = request;
  if (grant !== null) return (grant.revokedAt ?? grant.endsAt).toISOString();
  return (request.decidedAt ?? request.expiresAt).toISOString();
}
