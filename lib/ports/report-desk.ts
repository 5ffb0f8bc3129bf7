import type { PersonActor } from '../custody/actor.ts';
import type { ReportSubject } from '../custody/evidence-source.ts';

/** Custody reports: rows of what was asked for and how far it came. What they say is in the register. */
export interface ReportLook {
  report(id: string): Promise<ReportRecord | null>;
  /** By the item that the report is. */
  reportOfItem(evidenceId: string): Promise<ReportRecord | null>;
  /** The newest version of the reports on a subject, sealed or not. */
  newestReport(subjectId: string): Promise<ReportRecord | null>;
  /** The signed file, until it is sealed and a week old. */
  reportBytes(id: string): Promise<Uint8Array | null>;
  /** Whether words that the file may hold were withheld from this reader, or erased, after it was generated. */
  reportHoldsRemoved(id: string, readerObjectId: string): Promise<boolean>;
  reportSubject(kind: ReportSubject['kind'], id: string): Promise<SubjectRecord | null>;
}

/** The desk's part, inside `record`. */
export interface ReportDesk {
  /** One at a time asks for a report on a subject: the others wait here. */
  lockReports(subjectId: string): Promise<void>;
  /** Keeps the request, and lets the bytes of reports go that are sealed and over a week old. */
  addReport(report: NewReport): Promise<void>;
  /** Throws `conflict` if it was recorded as generated before. */
  markReportGenerated(id: string): Promise<void>;
  /** Keeps the signed file. Throws `conflict` if another worker kept one before. */
  keepReport(id: string, signed: KeptReport): Promise<void>;
}

export interface ReportRecord {
  readonly id: string;
  readonly incidentId: string;
  readonly subject: ReportSubject;
  readonly version: number;
  readonly evidenceId: string; // of the report itself
  readonly exhibitNumber: string;
  readonly acquisitionId: string;
  readonly timeZone: string;
  readonly generatedAt: string | null;
  readonly sha256: string | null; // hex; null: not signed yet
}

export interface NewReport {
  readonly id: string;
  readonly incidentId: string;
  readonly subject: ReportSubject;
  readonly version: number;
  readonly evidenceId: string;
  readonly exhibitNumber: string;
  readonly acquisitionId: string;
  readonly timeZone: string;
  readonly requestedBy: PersonActor;
}

export interface KeptReport {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly ledgerSize: bigint;
}

/** What a report can be asked for: an item or an incident. */
export interface SubjectRecord {
  readonly number: string;
  readonly incidentId: string;
  readonly rehearsal: boolean;
  /** What a report on it would print. */
  readonly record: { readonly events: number; readonly recordBytes: bigint };
}
