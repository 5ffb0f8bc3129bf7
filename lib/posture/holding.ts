import type { PrincipalKind, UnreadPart } from './access-snapshot.ts';
import type { GuardedRight } from './guarded-right.ts';

/** `eligible`: not now, but by an activation of PIM that the person asks for. */
export type Manner = 'active' | 'eligible';

/** `possible`: something that bears on it is unknown; `doubts` of the path say what. */
export type Certainty = 'certain' | 'possible';

/** `reach`: the place itself, as assignments there and above give it, or also what was assigned on anything within. */
export interface RightQuestion {
  readonly right: GuardedRight;
  readonly scope: string;
  readonly reach: 'exactly' | 'anywhere-below';
  readonly at: string; // ISO 8601; decides over activations and memberships that end
}

/** Who can use a right on a place at one moment, and what of the answer is not known. Never green while `unknown` is not empty. */
export interface RightAnswer {
  readonly right: GuardedRight;
  readonly scope: string;
  readonly at: string;
  readonly readAt: string;
  readonly holders: readonly Holder[];
  readonly unknown: readonly UnreadPart[];
}

/** The best path comes first: certain before possible, then active before eligible, then the shorter one. */
export interface Holder {
  readonly principal: HolderPrincipal;
  readonly paths: readonly HoldingPath[];
}

export interface HolderPrincipal {
  readonly id: string; // object id; the sign-in name of a classic administrator whom the directory does not know
  readonly kind: PrincipalKind;
  readonly name: string;
}

export interface HoldingPath {
  readonly by: 'assignment' | 'classic-administrator';
  readonly id: string; // of the assignment
  readonly scope: string; // where it was made, as Azure wrote it
  readonly role: string;
  readonly through: readonly string[]; // names of groups, the assigned one first
  readonly actions: readonly string[]; // of those asked, what it permits
  readonly manner: Manner;
  readonly certainty: Certainty;
  readonly until: string | null; // when the assignment or a membership ends by itself; null: standing
  readonly doubts: readonly string[];
}

/** A path as one action shows it, before those of the same assignment are put together. */
export interface FoundPath {
  readonly principal: HolderPrincipal;
  readonly path: HoldingPath;
}

/** A path in words. */
export function pathWords({ certainty, manner, role, scope, through }: HoldingPath): string {
  const perhaps = certainty === 'possible' ? 'perhaps ' : '';
  const groups = through.length === 0 ? '' : ` through ${through.join(' > ')}`;
  return `${perhaps}${manner} by ${role} on ${scope}${groups}`;
}

/** The order of paths: smaller is better. */
export function pathRank({ certainty, manner, through }: HoldingPath): number {
  return (certainty === 'certain' ? 0 : 2000) + (manner === 'active' ? 0 : 1000) + through.length;
}
