import type { Prisma } from '../../prisma/generated/client.ts';
import type { AccessMode, FrozenPolicy } from '../custody/access-policy.ts';
import {
  type AccessGrantState,
  type AccessRequestState,
  accessGrantState,
  accessRequestState,
  overseeingRoles,
  overseesRequests,
} from '../custody/access-request.ts';
import type { PersonActor } from '../custody/actor.ts';
import { CustodyError } from '../custody/custody-error.ts';
import { requirePermission } from '../custody/permission.ts';
import { type Counted, counted, upToBound } from './counted.ts';
import { cursorId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';
import { type WaitingAge, waitingAgeWhere } from './waiting-age.ts';
import { waitingForMe } from './waiting-for-me.ts';

export interface RequestRow {
  readonly id: string;
  readonly number: string;
  readonly state: AccessRequestState;
  readonly grant: AccessGrantState | null;
  readonly mode: AccessMode;
  readonly purpose: string;
  readonly requesterName: string;
  readonly incidentNumber: string;
  readonly exhibits: readonly string[];
  readonly approvals: number;
  readonly needed: number;
  readonly createdAt: string;
}

export interface RequestPage {
  readonly rows: readonly RequestRow[];
  readonly olderThan: string | null;
  readonly inAll: Counted;
  readonly readAt: string;
}

/** Which requests: those that wait for the viewer's decision, the viewer's own, or everybody's. */
export const requestViews = ['inbox', 'mine', 'all'] as const;
export type RequestView = (typeof requestViews)[number];

const pageSize = 50;

const shownWith = {
  incident: { select: { number: true } },
  items: { select: { evidence: { select: { exhibitNumber: true } } } },
  decisions: { where: { decision: 'approve' }, select: { approverObjectId: true } },
  grant: { select: { endsAt: true, revokedAt: true } },
} as const satisfies Prisma.AccessRequestInclude;

type ShownRequest = Prisma.AccessRequestGetPayload<{ include: typeof shownWith }>;

/** Requests for access: the oldest first where a decision waits, else the newest; `waiting`: of one age alone. Throws `forbidden`. */
export async function listRequests(
  viewer: Viewer,
  view: RequestView,
  beforeId?: string,
  waiting?: WaitingAge,
): Promise<RequestPage> {
  requirePermission(viewer.actor, 'access.read');
  const before = cursorId(beforeId);
  const where = {
    AND: [await whereOf(viewer, view), waiting === undefined ? {} : waitingAgeWhere(waiting, new Date())],
  };
  const inAll = await viewer.db.accessRequest.count({ where, ...upToBound });
  const found = await viewer.db.accessRequest.findMany({
    where,
    orderBy:
      view === 'inbox' ? [{ createdAt: 'asc' }, { id: 'asc' }] : [{ createdAt: 'desc' }, { id: 'desc' }],
    take: pageSize + 1,
    ...(before === null ? {} : { cursor: { id: before }, skip: 1 }),
    include: shownWith,
  });
  const now = new Date();
  const rows = found.slice(0, pageSize).map((row) => requestRow(row, now));
  return {
    rows,
    olderThan: found.length > pageSize ? (rows.at(-1)?.id ?? null) : null,
    inAll: counted(inAll),
    readAt: now.toISOString(),
  };
}

async function whereOf(viewer: Viewer, view: RequestView): Promise<Prisma.AccessRequestWhereInput> {
  const { objectId, roles } = viewer.actor;
  switch (view) {
    case 'inbox':
      return (await waitingForMe(viewer)) ?? { id: { in: [] } };
    case 'mine':
      return { requesterObjectId: objectId, incident: visibleIncidentWhere(viewer.actor) };
    case 'all':
      if (!overseesRequests(roles))
        throw new CustodyError('forbidden', `This needs one of the roles ${overseeingRoles.join(', ')}.`);
      return { incident: visibleIncidentWhere(viewer.actor) };
  }
}

function requestRow(row: ShownRequest, now: Date): RequestRow {
  const { grant } = row;
  return {
    id: row.id,
    number: row.number,
    state: accessRequestState(row, now),
    grant: grant === null ? null : accessGrantState(grant, now),
    mode: row.mode as AccessMode,
    purpose: row.purpose,
    requesterName: (row.requester as unknown as PersonActor).displayName,
    incidentNumber: row.incident.number,
    exhibits: row.items.map(({ evidence }) => evidence.exhibitNumber).toSorted(),
    approvals: row.decisions.length,
    needed: (row.policy as unknown as FrozenPolicy).approvals,
    createdAt: row.createdAt.toISOString(),
  };
}
