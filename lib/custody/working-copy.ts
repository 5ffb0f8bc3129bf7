/** How far a disk made of a sealed copy has come. */
export type WorkingCopyState = 'requested' | 'imported' | 'attached' | 'detached' | 'removed';

/** Why it ends. */
export type WorkingCopyEnd = 'asked' | 'revoked' | 'ended' | 'failed' | 'held-back';

/** A machine of the SOC that working copies can be attached to. */
export interface Workstation {
  readonly machineId: string; // lower case
  readonly name: string;
  readonly region: string;
  readonly takenLuns: readonly number[];
}
