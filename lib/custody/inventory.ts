import type { NamedPerson } from './named-person.ts';

/** What somebody found of an expected item. */
export const inventoryFindings = ['as-recorded', 'differs', 'not-found'] as const;
export type InventoryFinding = (typeof inventoryFindings)[number];

export const inventoryStates = ['counting', 'ended', 'abandoned'] as const;
export type InventoryState = (typeof inventoryStates)[number];

/** An inventory with what was counted so far. */
export interface InventoryRecord {
  readonly id: string;
  readonly number: string;
  readonly incidentId: string;
  readonly state: InventoryState;
  readonly countsSha256: string; // of the newest count of each item
  readonly items: readonly InventoryItemRecord[];
  /** Under the counts as they stand. */
  readonly signers: readonly NamedPerson[];
}

export interface InventoryItemRecord {
  readonly evidenceId: string;
  readonly exhibitNumber: string;
  readonly count: {
    readonly finding: InventoryFinding;
    readonly condition: string;
    readonly by: NamedPerson;
    readonly at: string;
  } | null;
}

/** Why a signature does not count. The database's function knows the same reasons by the same names. */
export const signatureRefusals = [
  'not-found',
  'not-open',
  'not-complete',
  'counts-changed',
  'already-signed',
] as const;
export type SignatureRefusal = (typeof signatureRefusals)[number];

export function findingWords(finding: InventoryFinding): string {
  switch (finding) {
    case 'as-recorded':
      return 'Found as recorded';
    case 'differs':
      return 'Found, but not as recorded';
    case 'not-found':
      return 'Not found';
  }
}

/** One line for the person whose signature did not count. */
export function signatureRefusalWords(refusal: SignatureRefusal, number: string): string {
  switch (refusal) {
    case 'not-found':
      return 'There is no such inventory, or you may not see it.';
    case 'not-open':
      return `${number} is over: nothing was recorded for you.`;
    case 'not-complete':
      return 'Not every item is counted yet.';
    case 'counts-changed':
      return 'Somebody counted anew since you looked. Look at the counts again, then sign.';
    case 'already-signed':
      return 'You have signed these counts already: the second signature is somebody else’s.';
  }
}
