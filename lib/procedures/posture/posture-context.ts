import type { CustodyRegister } from '../../ports/custody-register.ts';
import type { LockerPolicies } from '../../ports/locker-policies.ts';
import type { PeopleDirectory } from '../../ports/people-directory.ts';
import type { PostureSource } from '../../ports/posture-source.ts';
import type { ProductIdentity } from '../../posture/identity-roles.ts';

/** What the recurring check reaches, and the place that it watches. */
export interface PostureContext {
  readonly register: CustodyRegister;
  readonly source: PostureSource;
  readonly policies: Pick<LockerPolicies, 'read'>;
  readonly people: PeopleDirectory;
  readonly place: WatchedPlace;
}

/** From the settings. Ids are ARM's. */
export interface WatchedPlace {
  readonly account: string; // the locker
  readonly snapshotGroups: readonly string[];
  readonly workspace: string | null; // null: no setting names it
  readonly anchors: string | null; // the account of the ledger's anchors; null: no setting names it
  readonly privateEndpoints: readonly string[] | null;
  /** Object ids of the product's identities that are set up. Throws CustodyError when they cannot be known. */
  identities(signal: AbortSignal): Promise<Readonly<Partial<Record<ProductIdentity, string>>>>;
}
