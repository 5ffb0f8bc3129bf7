import type { Role } from './role.ts';

/** What takes two people. Each kind has its own needs, words and effect in lib/procedures/proposal/kinds. */
export const proposalKinds = [
  'access-policy',
  'retention-defaults',
  'controller-replacement',
  'device-rights',
  'device-act',
  'posture-exception',
  'lift-hold',
  'dispose-item',
  'thaw-item',
  'withhold-body',
  'erase-body',
  'script-review',
] as const;
export type ProposalKind = (typeof proposalKinds)[number];

/** A proposal waits until one of the others happens, and none of those is ever undone. */
export const proposalStates = ['waiting', 'confirmed', 'refused', 'withdrawn', 'expired'] as const;
export type ProposalState = (typeof proposalStates)[number];

/** Who must agree, as the kind asked for when it was proposed. Frozen into the proposal. */
export interface ProposalNeeds {
  readonly deciders: 1 | 2; // others than who proposes, all different
  readonly roles: readonly Role[]; // one of them a decider must hold, as the tenant says at that moment
  readonly oneOf: Role | null; // proposer and deciders together must hold it at least once
  readonly proposerRoles: readonly Role[]; // one of them the proposer must hold, still when it is confirmed
  readonly excluded: readonly string[]; // object ids that may not decide, whatever their role
  readonly stepUpMinutes: number; // how old the sign-in of who proposes or decides may be
  /** True: proposed and decided only while the tenant has exactly two controllers, those who were declared. */
  readonly twoControllers: boolean;
  readonly waitingDays: number;
}

/** Why somebody's decision does not count. The database's function knows the same reasons by the same names. */
export const proposalRefusals = [
  'not-found',
  'not-waiting',
  'expired',
  'own-proposal',
  'excluded',
  'wrong-role',
  'sign-in-too-old',
  'already-decided',
  'proposer-lost-role',
  'demanded-role-missing',
] as const;
export type ProposalRefusal = (typeof proposalRefusals)[number];

/** Where a proposal stands at a moment. One that nobody decided in time expires by itself, recorded or not. */
export function proposalState(
  proposal: { readonly state: string; readonly expiresAt: Date },
  now: Date,
): ProposalState {
  const state = proposal.state as ProposalState; // the database knows no other
  return state === 'waiting' && proposal.expiresAt <= now ? 'expired' : state;
}

/** Roles that see proposals which belong to no incident. */
const overseeing: readonly Role[] = ['lead', 'auditor', 'controller'];

export function overseesProposals(roles: readonly Role[]): boolean {
  return roles.some((role) => overseeing.includes(role));
}

/** Whether a person sees a proposal that no incident limits: their own, and all of them for who oversees. */
export function maySeeProposal(
  person: { readonly objectId: string; readonly roles: readonly Role[] },
  proposedBy: string,
): boolean {
  return person.objectId === proposedBy || overseesProposals(person.roles);
}

/** Why this person may not decide on such a proposal at all, for the page; null when they may. */
export function whyNotDecide(
  { needs, proposedBy }: { readonly needs: ProposalNeeds; readonly proposedBy: string },
  person: { readonly objectId: string; readonly roles: readonly Role[] },
): Extract<ProposalRefusal, 'own-proposal' | 'excluded' | 'wrong-role'> | null {
  if (person.objectId === proposedBy) return 'own-proposal';
  if (needs.excluded.includes(person.objectId)) return 'excluded';
  return person.roles.some((role) => needs.roles.includes(role)) ? null : 'wrong-role';
}

/** "Needs 1 other person, controller; exactly two controllers in the tenant." */
export function needsWords({ deciders, roles, oneOf, twoControllers }: ProposalNeeds): string {
  const others = deciders === 1 ? '1 other person' : `${deciders} other people`;
  const demanded =
    oneOf === null || (roles.length === 1 && roles[0] === oneOf) ? '' : `, one of all a ${oneOf}`;
  const two = twoControllers ? '; only while the tenant has exactly two controllers' : '';
  return `Needs ${others} with the role ${roles.join(' or ')}${demanded}${two}.`;
}

/** One line for the person whose decision did not count. */
export function proposalRefusalWords(refusal: ProposalRefusal, needs: ProposalNeeds): string {
  switch (refusal) {
    case 'not-found':
      return 'There is no such proposal, or you may not see it.';
    case 'not-waiting':
      return 'This proposal does not wait any more: nothing was recorded for you.';
    case 'expired':
      return 'This proposal expired before it was decided: nothing was recorded for you.';
    case 'own-proposal':
      return 'Nobody decides on their own proposal.';
    case 'excluded':
      return 'You are a party to what is proposed, so others decide.';
    case 'wrong-role':
      return `This is for ${needs.roles.join(' or ')} to decide, by the roles that the tenant gives now.`;
    case 'sign-in-too-old':
      return stepUpWords(needs.stepUpMinutes);
    case 'already-decided':
      return 'You have decided on this proposal already.';
    case 'proposer-lost-role':
      return `Who proposed it is not ${needs.proposerRoles.join(' or ')} any more, so it cannot be confirmed. Refuse it, and propose it anew.`;
    case 'demanded-role-missing':
      return `One of those who agree must be a ${needs.oneOf}, and neither you nor the others are.`;
  }
}

export function stepUpWords(minutes: number): string {
  return `This needs a sign-in that is not older than ${minutes} minutes. Sign in again; what you typed is kept.`;
}
