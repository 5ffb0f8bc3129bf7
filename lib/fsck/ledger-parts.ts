import type { Client } from 'pg';
import type { TrustPolicy } from '../ledger/trust-policy.ts';
import type { AnchorStore } from '../ports/anchor-store.ts';
import type { DataKeys } from '../ports/data-keys.ts';
import type { Witness } from '../ports/witness.ts';
import type { Certificate } from '../timestamp/certificate.ts';

/** Everything that is held against each other. Nothing is written anywhere. */
export interface LedgerParts {
  readonly client: Client; // connected, may read the ledger's tables; no transaction open
  readonly store: AnchorStore;
  readonly keys: DataKeys; // only `recover` opens bodies
  readonly witnesses: readonly Witness[];
  readonly origin: string;
  readonly earlier?: readonly EarlierEpoch[]; // of the same log, in order; none: this is the first
  readonly trust: TrustPolicy;
  readonly roots: ReadonlyMap<string, readonly Certificate[]>; // by the name of the time-stamp authority
}

/** An epoch that ended because entries of it were lost, and where its anchors lie. */
export interface EarlierEpoch {
  readonly origin: string;
  readonly store: AnchorStore;
}

/** What lies outside the database. */
export type AnchorParts = Omit<LedgerParts, 'client'>;

/** Told now and then; `done` and `of` are entries, of `tables` incidents and items. 0 in all: nobody counted. */
export type Progress = (
  step: 'anchors' | 'database' | 'tables' | 'witnesses',
  done: bigint,
  of: bigint,
) => void;
