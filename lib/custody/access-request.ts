import type { FrozenPolicy } from './access-policy.ts';
import type { Role } from './role.ts';

/** A request waits until one of the others happens, and none of those is ever undone. */
export const accessRequestStates = ['waiting', 'granted', 'refused', 'withdrawn', 'expired'] as const;
export type AccessRequestState = (typeof accessRequestStates)[number];

/** Who sees the requests of others, where they may see the incident. */
export const overseeingRoles: readonly Role[] = ['lead', 'auditor', 'controller'];

export function overseesRequests(roles: readonly Role[]): boolean {
  return holdsOneOf(roles, overseeingRoles);
}

export function maySeeRequest(
  person: { readonly objectId: string; readonly roles: readonly Role[] },
  requesterObjectId: string,
): boolean {
  return person.objectId === requesterObjectId || overseesRequests(person.roles);
}

/** Why somebody's decision does not count. The database's function knows the same reasons by the same names. */
export const decisionRefusals = [
  'not-found',
  'not-waiting',
  'expired',
  'own-request',
  'custodian',
  'wrong-role',
  'sign-in-too-old',
  'already-decided',
] as const;
export type DecisionRefusal = (typeof decisionRefusals)[number];

/** Somebody whom the tenant knows to hold a role now. */
export interface PossibleApprover {
  readonly objectId: string;
  readonly roles: readonly Role[];
  readonly away: boolean; // marked away in their own settings
}

/** Whom a request keeps from deciding, whatever their role. */
export interface Parties {
  readonly requesterObjectId: string;
  readonly custodianObjectIds: readonly string[]; // of every item asked for, as of now
}

/**
 * Who may decide now: holders of the named roles, and of the fallback roles besides while fewer of the named are there
 * than must approve. Absent counts as not there, yet who is marked away may still decide.
 */
export function eligibleApprovers<P extends PossibleApprover>(
  policy: FrozenPolicy,
  parties: Parties,
  people: readonly P[],
): { readonly approvers: readonly P[]; readonly fallbackOpen: boolean } {
  const free = people.filter((person) => !isParty(parties, person.objectId));
  const named = free.filter((person) => holdsOneOf(person.roles, policy.approvers));
  const fallbackOpen = named.filter((person) => !person.away).length < policy.approvals;
  if (!fallbackOpen) return { approvers: named, fallbackOpen };
  const standIns = free.filter(
    (person) => !named.includes(person) && holdsOneOf(person.roles, policy.fallback),
  );
  return { approvers: [...named, ...standIns], fallbackOpen };
}

/** Why this person may not decide on such a request at all; null when they may. */
export function refusalOfDecision(
  policy: FrozenPolicy,
  parties: Parties,
  person: Pick<PossibleApprover, 'objectId' | 'roles'>,
  fallbackOpen: boolean,
): Extract<DecisionRefusal, 'own-request' | 'custodian' | 'wrong-role'> | null {
  if (person.objectId === parties.requesterObjectId) return 'own-request';
  if (parties.custodianObjectIds.includes(person.objectId)) return 'custodian';
  const counts = holdsOneOf(person.roles, policy.approvers);
  return counts || (fallbackOpen && holdsOneOf(person.roles, policy.fallback)) ? null : 'wrong-role';
}

export function isParty({ requesterObjectId, custodianObjectIds }: Parties, objectId: string): boolean {
  return objectId === requesterObjectId || custodianObjectIds.includes(objectId);
}

function holdsOneOf(held: readonly Role[], wanted: readonly Role[]): boolean {
  return held.some((role) => wanted.includes(role));
}

/** Where a request stands at a moment. One that nobody decided in time expires by itself, whether or not that was recorded. */
export function accessRequestState(
  request: { readonly state: string; readonly expiresAt: Date },
  now: Date,
): AccessRequestState {
  const state = request.state as AccessRequestState; // the database knows no other
  return state === 'waiting' && request.expiresAt <= now ? 'expired' : state;
}

export type AccessGrantState = 'active' | 'ended' | 'revoked';

/** What a grant is worth at a moment. A grant that nobody revoked ends by itself, whether or not that was recorded. */
export function accessGrantState(
  grant: { readonly endsAt: Date; readonly revokedAt: Date | null },
  now: Date,
): AccessGrantState {
  if (grant.revokedAt !== null) return 'revoked';
  return grant.endsAt.getTime() <= now.getTime() ? 'ended' : 'active';
}

/** One line for the person whose decision did not count; `what` says what stands instead, if it is known. */
export function decisionRefusalWords(
  refusal: DecisionRefusal,
  policy: Pick<FrozenPolicy, 'approvers' | 'fallback' | 'stepUpMinutes'>,
): string {
  switch (refusal) {
    case 'not-found':
      return 'There is no such request, or you may not see it.';
    case 'not-waiting':
      return 'This request does not wait any more: nothing was recorded for you.';
    case 'expired':
      return 'This request expired before it was decided: nothing was recorded for you.';
    case 'own-request':
      return 'Nobody decides on their own request.';
    case 'custodian':
      return 'You have custody of an item asked for, so others decide.';
    case 'wrong-role':
      return wrongRoleWords(policy);
    case 'sign-in-too-old':
      return `A decision needs a sign-in that is not older than ${policy.stepUpMinutes} minutes. Sign in again; what you typed is kept.`;
    case 'already-decided':
      return 'You have decided on this request already.';
  }
}

function wrongRoleWords({ approvers, fallback }: Pick<FrozenPolicy, 'approvers' | 'fallback'>): string {
  const standIn =
    fallback.length === 0 ? '' : ` (${fallback.join(' or ')} only while too few of them can decide)`;
  return `By the policy of this request ${approvers.join(' or ')} decides${standIn}, by the roles that the tenant gives now.`;
}
