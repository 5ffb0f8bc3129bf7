import { recordedEventOf } from '../../custody/recorded-event.ts';
import { commitBody, decodeEntry } from '../../ledger/ledger-entry.ts';
import { LedgerError } from '../../ledger/ledger-error.ts';
import type { RecordLook } from '../../ports/record-look.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import type { Transaction } from './transaction.ts';

interface Row extends CommittedRow {
  readonly type: string;
  readonly stream: string;
  readonly incident_id: string | null;
  readonly evidence_id: string | null;
}

/** What procedures read of single records, over a pool or inside a transaction. */
export function recordLook(tx: Transaction): RecordLook {
  return {
    recordOf: async (eventId) => {
      const rows = await tx.$queryRaw<Row[]>`
        select c.type, c.stream, c.incident_id::text, c.evidence_id::text, c.body, c.salt,
          coalesce(e.entry, p.entry) as entry
        from custody_event c left join ledger_entry e on e.event_id = c.id left join ledger_pending p on p.event_id = c.id
        where c.id = ${eventId}::uuid`;
      const row = rows[0];
      if (row === undefined) return null;
      const { type, stream, incident_id: incidentId, evidence_id: evidenceId } = row;
      return {
        type,
        stream,
        incidentId,
        evidenceId,
        event: isCommitted(row) ? recordedEventOf(row.body) : null,
      };
    },
  };
}

/** The same over a pool: outside a transaction errors are translated at every read. */
export function poolRecordLook(db: Database): RecordLook {
  const look = recordLook(db);
  return { recordOf: (eventId) => throwingCustodyErrors(() => look.recordOf(eventId)) };
}

export interface CommittedRow {
  readonly body: Uint8Array | null;
  readonly salt: Uint8Array | null;
  readonly entry: Uint8Array | null;
}

/** Whether a body is the one that its entry committed to. */
export function isCommitted({ body, salt, entry }: CommittedRow): boolean {
  if (body === null || salt === null || entry === null) return false;
  try {
    return Buffer.from(decodeEntry(entry).c).equals(commitBody(salt, body));
  } catch (error) {
    if (error instanceof LedgerError) return false; // an entry that was spoilt proves nothing
    throw error;
  }
}
