import type { ReportSubject } from '../custody/evidence-source.ts';
import type { RecordedEvent } from '../custody/recorded-event.ts';
import type { ReportCoverage } from '../custody/report-event.ts';

/**
 * Everything that a report is drawn from: events that stand in the signed ledger up to one size, and what vouches for
 * that size. The same material gives the same bytes.
 */
export interface ReportMaterial {
  readonly subject: ReportSubject;
  readonly incident: { readonly number: string; readonly title: string; readonly restricted: boolean };
  /** Oldest first; every event of these streams below `ledger.size`. */
  readonly events: readonly ReportEvent[];
  readonly ledger: ReportLedger;
  /** Streams that lack numbers of theirs below that size. */
  readonly missing: readonly { readonly stream: string; readonly n: readonly string[] }[];
  /** Of the report itself; null: a preview, of which nothing is on record. */
  readonly reportId: string | null;
  readonly timeZone: string; // IANA
  readonly asOf: string; // when it was generated, by the record of that; of a preview: now
  readonly coverage: readonly ReportCoverage[] | null; // of a preview alone: the record of a report has its own
}

export interface ReportEvent {
  readonly id: string;
  readonly stream: string;
  readonly n: string;
  readonly type: string;
  readonly index: string; // in the ledger
  readonly leaf: string; // hex
  readonly holds: boolean; // its record is what the ledger committed to
  readonly occurredAt: string;
  readonly actorLabel: string;
  readonly event: RecordedEvent | null; // null: withheld, erased or unreadable
  readonly removal: {
    readonly kind: 'withheld' | 'erased';
    readonly decision: string;
    readonly at: string;
  } | null;
  /** Its entry in the ledger and the audit path from its leaf upwards, under the signed checkpoint; null: no such entry holds. */
  readonly place: { readonly entry: Uint8Array; readonly hashes: readonly Uint8Array[] } | null;
  /** Canonical record and salt; null where the words were removed. */
  readonly disclosed: { readonly body: Uint8Array; readonly salt: Uint8Array } | null;
}

export interface ReportLedger {
  readonly origin: string;
  readonly size: string;
  readonly root: string; // base64
  readonly note: string; // the signed checkpoint, with the lines of its witnesses
  readonly stamped: Uint8Array; // the note as the log alone signed it: what the time stamps are over
  readonly keyIds: readonly string[]; // "name+hash", of the lines on the note
  readonly witnesses: readonly { readonly name: string; readonly statedAt: string | null }[]; // "name+hash"
  readonly stamps: readonly LedgerStamp[];
  readonly anchors: readonly {
    readonly kind: string;
    readonly name: string;
    readonly place: string;
  }[];
}

export interface LedgerStamp {
  readonly authority: string;
  readonly size: string; // of the checkpoint that was stamped
  readonly genTime: string;
  readonly policy: string;
  readonly serialNumber: string;
  readonly response: Uint8Array; // DER, as `openssl ts` reads it
}
