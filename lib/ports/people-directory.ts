import type { Role } from '../custody/role.ts';

/** What the tenant says of a person now. */
export interface Standing {
  /** False for an account that was disabled or deleted. */
  readonly enabled: boolean;
  readonly roles: readonly Role[];
}

/** The tenant's directory of people. */
export interface PeopleDirectory {
  /** Throws CustodyError (`throttled`, `cloud-unavailable`, `cloud-refused`) when it cannot be known. */
  standing(objectId: string, signal: AbortSignal): Promise<Standing>;
  /** Object ids of everybody with one of these roles, directly or through a group; whether they are enabled: `standing`. */
  holders(roles: readonly Role[], signal: AbortSignal): Promise<readonly string[]>;
}
