import type { ReportSubject } from './evidence-source.ts';

/** Which report a fact is of: its own exhibit number, and the version of its subject's reports. */
export interface ReportName {
  readonly reportId: string;
  readonly exhibitNumber: string; // of the report, which is an item itself
  readonly version: number;
  readonly subject: ReportSubject;
}

/** The time that an authority vouches for (RFC 3161). */
export interface ReportStamp {
  readonly authority: string;
  readonly genTime: string;
  readonly policy: string;
  readonly serialNumber: string; // hex
}

/** How far one of Azure's logs was held against the register when a report was made. */
export interface ReportCoverage {
  readonly log: string;
  readonly from: string;
  readonly to: string | null; // null: it was never read
  readonly problem: string | null;
  readonly openGaps: readonly { readonly from: string; readonly to: string }[]; // nothing of these hours arrived
}

/** Which of the entries that the ledger had signed for by then a report is drawn from. */
export interface ReportEntries {
  readonly size: string; // decimal: of the first so many entries of the ledger
  readonly events: string; // decimal: how many of those
  readonly indexesSha256: string; // hex: SHA-256 of their indexes in the order of the ledger, decimal, one a line
}

/** Custody reports: each stage stands in the stream of what the report tells of. */
export interface ReportEventShapes {
  'report.requested': ReportName & {
    timeZone: string; // IANA, beside UTC
    requestingParty: string | null;
    crossReferences: string | null;
    neededUntil: string | null; // the case's own date, until which the evidence is needed
    supersedes: string | null; // exhibit number of the version before
    reason: string;
    matter?: string | null; // the offence or dispute; older records have none of these three
    courtReference?: string | null;
    personInCharge?: string | null; // of the case
  };
  /** Recorded and signed for before anything is drawn, so that the report tells of its own making. */
  'report.generated': ReportName & {
    coverage: readonly ReportCoverage[];
    /** Of an incident: how many events each of its items' streams had, by stream; its own goes up to this event. */
    streams: readonly { readonly stream: string; readonly events: string }[];
    /** Besides these only what the streams above and its own gained up to this event; older records do not say. */
    entries?: ReportEntries;
  };
  'report.signed': ReportName & {
    sha256: string; // hex, of the file as it is stored
    drawnSha256: string; // hex, of what was drawn, before the signature
    sizeBytes: string;
    ledger: { readonly origin: string; readonly size: string; readonly root: string };
    events: number;
    signer: { readonly keyId: string; readonly subject: string; readonly certificateSha256: string };
    stamp: ReportStamp | null;
    stampProblem: string | null; // why there is none
  };
  'report.downloaded': ReportName & { sha256: string };
  'report.certificate-drawn': ReportName & { template: string; sha256: string };
}
