import type { Prisma } from '../../prisma/generated/client.ts';
import { type AccessMode, type FrozenPolicy, policyWords } from '../custody/access-policy.ts';
import {
  type AccessGrantState,
  type AccessRequestState,
  accessGrantState,
  accessRequestState,
  decisionRefusalWords,
  overseesRequests,
  refusalOfDecision,
} from '../custody/access-request.ts';
import type { PersonActor } from '../custody/actor.ts';
import type { LegalAuthority } from '../custody/legal-authority.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface AccessRequestView {
  readonly id: string;
  readonly number: string;
  readonly state: AccessRequestState;
  readonly mode: AccessMode;
  readonly purpose: string;
  readonly authority: LegalAuthority;
  readonly addressRange: string;
  readonly hours: number;
  readonly policy: string; // in words
  readonly policyVersion: number;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly decidedAt: string | null;
  readonly requester: { readonly name: string; readonly account: string; readonly title: string | null };
  readonly incident: { readonly id: string; readonly number: string; readonly title: string };
  readonly items: readonly RequestedItem[];
  readonly approvals: number;
  readonly needed: number;
  /** Who decided what: null while that is hidden from the viewer, who may still decide or only waits for it. */
  readonly decisions: readonly ShownDecision[] | null;
  readonly remarks: readonly ShownRemark[];
  readonly hiddenRemarks: number;
  readonly grant: ShownGrant | null;
  readonly earlier: readonly EarlierGrant[]; // what this requester was given before, newest first
  readonly may: RequestAbilities;
  readonly readAt: string;
}

export interface RequestedItem {
  readonly id: string;
  readonly exhibitNumber: string;
  readonly description: string;
}

export interface ShownDecision {
  readonly name: string;
  readonly decision: 'approve' | 'refuse';
  readonly at: string;
}

export interface ShownRemark {
  readonly id: string;
  readonly name: string;
  readonly text: string;
  readonly at: string;
}

export interface ShownGrant {
  readonly state: AccessGrantState;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly revokedAt: string | null;
  readonly revokedWhy: string | null;
}

export interface EarlierGrant extends Pick<ShownGrant, 'state' | 'endsAt'> {
  readonly requestId: string;
  readonly number: string;
  readonly mode: AccessMode;
}

export interface RequestAbilities {
  readonly decide: boolean;
  readonly whyNotDecide: string | null; // for somebody of a deciding role who may not decide on this one
  readonly signInFirst: boolean; // their sign-in is older than their decision may rest on
  readonly standsIn: boolean; // their role counts only while too few of the named can decide
  readonly withdraw: boolean;
  readonly revoke: boolean;
}

const shownWith = {
  incident: { select: { id: true, number: true, title: true } },
  items: { select: { evidence: { select: { id: true, exhibitNumber: true, description: true } } } },
  decisions: { orderBy: { decidedAt: 'asc' } },
  comments: { orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] },
  grant: true,
} as const satisfies Prisma.AccessRequestInclude;

type FoundRequest = Prisma.AccessRequestGetPayload<{ include: typeof shownWith }>;

/**
 * One request, without the decisions and remarks of others while it waits and the viewer has not decided. Throws
 * `forbidden`, or `not-found` for what the viewer may not see.
 */
export async function getRequest(viewer: Viewer, id: string): Promise<AccessRequestView> {
  requirePermission(viewer.actor, 'access.read');
  const { objectId, roles } = viewer.actor;
  const oversees = overseesRequests(roles);
  const row = await viewer.db.accessRequest.findFirst({
    where: {
      id: requireId(id),
      incident: visibleIncidentWhere(viewer.actor),
      ...(oversees ? {} : { requesterObjectId: objectId }),
    },
    include: shownWith,
  });
  if (row === null) throw notFound();
  const now = new Date();
  const state = accessRequestState(row, now);
  const over = state !== 'waiting';
  const revealed = over || row.decisions.some(({ approverObjectId }) => approverObjectId === objectId);
  const remarks = row.comments.filter(
    ({ authorObjectId }) =>
      revealed || authorObjectId === objectId || authorObjectId === row.requesterObjectId,
  );
  const policy = row.policy as unknown as FrozenPolicy;
  return {
    ...requestFacts(row, policy),
    state,
    approvals: row.decisions.filter(({ decision }) => decision === 'approve').length,
    decisions: revealed ? row.decisions.map(shownDecision) : null,
    remarks: remarks.map(({ id: remarkId, authorName, text, createdAt }) => ({
      ...{ id: remarkId, name: authorName, text },
      at: createdAt.toISOString(),
    })),
    hiddenRemarks: row.comments.length - remarks.length,
    grant: row.grant === null ? null : shownGrant(row.grant, now),
    earlier: await earlierGrants(viewer, row, now),
    may: await abilities(viewer, row, policy, over, now),
    readAt: now.toISOString(),
  };
}

function requestFacts(row: FoundRequest, policy: FrozenPolicy) {
  const { displayName, userPrincipalName, title } = row.requester as unknown as PersonActor;
  return {
    id: row.id,
    number: row.number,
    mode: row.mode as AccessMode,
    purpose: row.purpose,
    authority: row.authority as unknown as LegalAuthority,
    addressRange: row.addressRange,
    hours: row.hours,
    policy: policyWords(policy),
    policyVersion: policy.version,
    needed: policy.approvals,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    requester: { name: displayName, account: userPrincipalName, title },
    incident: row.incident,
    items: row.items
      .map(({ evidence }) => evidence)
      .toSorted((a, b) => a.exhibitNumber.localeCompare(b.exhibitNumber)),
  };
}

function shownDecision(row: FoundRequest['decisions'][number]): ShownDecision {
  return {
    name: (row.approver as unknown as PersonActor).displayName,
    decision: row.decision as ShownDecision['decision'],
    at: row.decidedAt.toISOString(),
  };
}

type FoundGrant = NonNullable<FoundRequest['grant']>;

function shownGrant(grant: FoundGrant, now: Date): ShownGrant {
  return {
    state: accessGrantState(grant, now),
    startsAt: grant.startsAt.toISOString(),
    endsAt: grant.endsAt.toISOString(),
    revokedAt: grant.revokedAt?.toISOString() ?? null,
    revokedWhy: grant.revokedWhy,
  };
}

async function earlierGrants(viewer: Viewer, row: FoundRequest, now: Date): Promise<readonly EarlierGrant[]> {
  const grants = await viewer.db.accessGrant.findMany({
    where: {
      granteeObjectId: row.requesterObjectId,
      requestId: { not: row.id },
      request: { incident: visibleIncidentWhere(viewer.actor) },
    },
    orderBy: { endsAt: 'desc' },
    take: 10,
    include: { request: { select: { number: true } } },
  });
  return grants.map((grant) => ({
    requestId: grant.requestId,
    number: grant.request.number,
    mode: grant.mode as AccessMode,
    state: accessGrantState(grant, now),
    endsAt: grant.endsAt.toISOString(),
  }));
}

async function abilities(
  viewer: Viewer,
  row: FoundRequest,
  policy: FrozenPolicy,
  over: boolean,
  now: Date,
): Promise<RequestAbilities> {
  const { objectId, roles } = viewer.actor;
  const own = row.requesterObjectId === objectId;
  const decides = mayDo(roles, 'access.decide') && !over;
  const custodians = decides ? await custodiansOf(viewer, row.id) : [];
  const parties = { requesterObjectId: row.requesterObjectId, custodianObjectIds: custodians };
  const decided = row.decisions.some(({ approverObjectId }) => approverObjectId === objectId);
  const refusal = decided ? 'already-decided' : refusalOfDecision(policy, parties, viewer.actor, true);
  return {
    decide: decides && refusal === null,
    // Their own decision stands in the list already.
    whyNotDecide: decides && refusal !== null && !decided ? decisionRefusalWords(refusal, policy) : null,
    signInFirst: decides && isTooOld(viewer.actor, policy, now),
    standsIn: decides && refusalOfDecision(policy, parties, viewer.actor, false) === 'wrong-role',
    withdraw: own && !over && mayDo(roles, 'access.withdraw-own'),
    revoke:
      row.grant !== null && accessGrantState(row.grant, now) === 'active' && mayDo(roles, 'access.revoke'),
  };
}

/** The database looks again when they decide; this only spares them the attempt. */
function isTooOld({ authenticatedAt }: PersonActor, { stepUpMinutes }: FrozenPolicy, now: Date): boolean {
  return authenticatedAt === null || now.getTime() - Date.parse(authenticatedAt) >= stepUpMinutes * 60_000;
}

async function custodiansOf(viewer: Viewer, requestId: string): Promise<readonly string[]> {
  const rows = await viewer.db.$queryRaw<{ custodian: string | null }[]>`
    select distinct current_custodian(evidence_id) as custodian from access_request_item
    where request_id = ${requestId}::uuid`;
  return rows.flatMap(({ custodian }) => custodian ?? []);
}
