import type { ActivityLog } from '../../ports/activity-log.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';
import type { LogRecords } from '../../ports/log-records.ts';
import type { SnapshotSource } from '../../ports/snapshot-source.ts';
import type { ReconciledPlace } from '../../reconcile/ledger-knowledge.ts';

/** What the recurring reconciliation reaches, and what it watches. */
export interface ReconciliationContext {
  readonly register: CustodyRegister;
  readonly activity: ActivityLog;
  readonly blobLog: LogRecords | null; // null: no setting names the log workspace
  readonly snapshots: SnapshotSource;
  readonly place: ReconciledPlace;
  readonly latenessMinutes: number; // records that are not there after that are missing
  /** Object ids of the product's identities, by name. Throws CustodyError when they cannot be known. */
  identities(signal: AbortSignal): Promise<Readonly<Partial<Record<string, string>>>>;
  now(): Date;
}
