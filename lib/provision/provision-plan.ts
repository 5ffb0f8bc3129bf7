import type { Found } from './found-state.ts';
import type { ProvisionStep } from './provision-step.ts';

/** What is missing, in the order in which it can be made, and what somebody else must see to. */
export interface ProvisionPlan {
  readonly steps: readonly ProvisionStep[];
  readonly left: readonly Left[];
}

/** Something that provisioning does not do, and why. */
export interface Left {
  readonly what: string;
  readonly why: string;
}

/** What nobody could read is not taken for missing. */
export function unreadLeft(what: string, is: Found<unknown>): readonly Left[] {
  return is.state === 'unread' ? [{ what, why: `Not known: ${is.words}` }] : [];
}
