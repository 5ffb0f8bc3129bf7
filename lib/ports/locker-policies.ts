import type { CloudReading } from './cloud-reading.ts';
import type { Traced } from './disk-snapshots.ts';

/**
 * Retention and legal holds of the locker's containers, with Azure's own history of them. Duties: state is read from the
 * service at every call and never assumed; holds are only placed, retention only prolonged: nothing here can clear a
 * hold, or shorten or delete a policy, and no identity behind it may.
 */
export interface LockerPolicies {
  readonly account: string;
  /** All containers of the account with what they say of themselves in a list: flags, no history. */
  list(signal: AbortSignal): Promise<CloudReading<readonly ContainerFlags[]>>;
  read(container: string, signal: AbortSignal): Promise<CloudReading<ContainerGuard>>;
  /** Adds tags; those that are there stay. Safe to repeat. */
  placeHold(container: string, tags: readonly string[], signal: AbortSignal): Promise<Traced<ContainerGuard>>;
  /**
   * Prolongs locked retention to `days` in all. Safe to repeat: a container that has them is left as it is.
   * Throws `policy-not-locked`, `conflict` for fewer days than there are or when Azure allows no further extension.
   */
  extendRetention(container: string, days: number, signal: AbortSignal): Promise<Traced<ContainerGuard>>;
}

export interface ContainerFlags {
  readonly container: string;
  readonly hasPolicy: boolean;
  readonly hasHold: boolean;
}

export interface ContainerGuard {
  readonly container: string;
  readonly policy: RetentionPolicy | null;
  readonly hold: readonly HoldTag[];
  readonly readAt: string;
}

export interface RetentionPolicy {
  readonly state: 'Locked' | 'Unlocked';
  readonly days: number;
  /** What may still be added to what is protected. */
  readonly appends: 'none' | 'append-blobs' | 'append-and-block-blobs';
  readonly extensionsLeft: number | null; // null while it is not locked
  readonly history: readonly PolicyChange[]; // oldest first; Azure keeps seven
}

export interface PolicyChange {
  readonly change: string; // put, lock, extend
  readonly days: number | null;
  readonly at: string;
  readonly by: GuardActor;
}

/** A tag as it stands. A cleared one is gone from here: only the activity log tells of it. */
export interface HoldTag {
  readonly tag: string; // in small letters, as Azure keeps it
  readonly at: string;
  readonly by: GuardActor;
}

export interface GuardActor {
  readonly objectId: string | null;
  readonly tenantId: string | null;
  readonly name: string | null; // user principal name; null for an identity
}
