import type { RecordedEvent } from '../custody/recorded-event.ts';

/** Reads of single records, over a pool or inside a transaction. */
export interface RecordLook {
  /** An event by its id; null if there is none. */
  recordOf(eventId: string): Promise<StoredRecord | null>;
}

export interface StoredRecord {
  readonly type: string;
  readonly incidentId: string | null;
  readonly evidenceId: string | null;
  readonly stream: string;
  /** Null: its body is gone, or is not what its entry in the ledger, or in the ledger's outbox, committed to. */
  readonly event: RecordedEvent | null;
}
