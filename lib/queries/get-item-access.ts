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

const most = 100;

/** Who can open an item, who asks for it and who could, newest first. Throws `forbidden` or `not-found`. */
export async function getItemAccess(viewer: Viewer, evidenceId: string): Promise<ItemAccess> {
  requirePermission(viewer.actor, 'evidence.read');
  const { objectId, roles } = viewer.actor;
  const item = await viewer.db.evidenceItem.findFirst({
    where: { id: requireId(evidenceId), incident: visibleIncidentWhere(viewer.actor) },
    select: { id: true, state: true, rehearsal: true },
  });
  if (item === null) throw notFound();
  const [requests, frozen] = await Promise.all([
    viewer.db.accessRequest.findMany({
      where: { items: { some: { evidenceId: item.id } } },
      orderBy: { createdAt: 'desc' },
      take: most,
      include: { grant: true },
    }),
    viewer.db.custodyEvent.findFirst({
      where: { stream: item.id, type: 'evidence.frozen' },
      select: { id: true },
    }),
  ]);
  const now = new Date();
  const oversees = overseesRequests(roles);
  const rows = requests.map((request): ItemAccessRow => {
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
  const sealed = item.state === 'sealed' && !item.rehearsal;
  const own = requests.some(
    ({ grant, mode, requesterObjectId }) =>
      requesterObjectId === objectId &&
      mode === 'download' &&
      grant !== null &&
      accessGrantState(grant, now) === 'active',
  );
  return {
    open: rows.filter(({ state }) => state === 'active'),
    waiting: rows.filter(({ state }) => state === 'waiting'),
    past: rows.filter(({ state }) => state !== 'active' && state !== 'waiting'),
    may: {
      request: sealed && mayDo(roles, 'access.request'),
      download: sealed && own && frozen === null && mayDo(roles, 'evidence.read-content'),
    },
  };
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
