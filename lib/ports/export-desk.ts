import type { PersonActor } from '../custody/actor.ts';
import type { ExportFormat } from '../custody/export-format.ts';
import type { IncidentAudience } from '../custody/visibility.ts';

/** What was asked for. Nothing of it changes. */
interface AskedExport {
  readonly id: string;
  readonly requester: PersonActor;
  readonly query: string;
  readonly format: ExportFormat;
  readonly requestedAt: string; // RFC 3339
  readonly seesPeople: boolean; // the requester might audit people then
  readonly aboutIncidentId: string | null; // the restricted incident that the search names: what is said of the export is its
}

/** One attempt to make a file; an older attempt is fenced off. */
export interface ExportLease extends AskedExport {
  readonly fence: bigint;
}

/** An attempt that may begin. */
export interface ClaimedExport extends ExportLease {
  readonly ledgerSize: bigint; // the file is of the entries before its own request, which are all there and never change
}

/** A file as it was finished. */
export interface MadeExport {
  readonly events: number;
  readonly bytes: bigint;
  readonly sha256: string; // hex, of the file
  readonly manifest: string; // canonical JSON
  readonly expiresAt: string;
  readonly incidentIds: readonly string[]; // whose events are in it, each once
}

export interface ExportRecord extends ExportLease {
  readonly made: Omit<MadeExport, 'incidentIds'> | null; // null: not made, or not yet
}

export interface ExportLook {
  eventExport(id: string): Promise<ExportRecord | null>;
  /** A stretch of a finished file, from position 0 on; null: there is none, or it is gone. */
  exportPart(of: Pick<ExportLease, 'id' | 'fence'>, position: number): Promise<Uint8Array | null>;
  /** Who may see those incidents in the file that are restricted now. */
  exportAudiences(id: string): Promise<readonly IncidentAudience[]>;
  /** Whether words of its incidents' records were withheld from who asked, or erased, after it was asked for. */
  isExportOutdated(id: string): Promise<boolean>;
}

export interface ExportDesk {
  /** How many of this person's are being made. Who asks for another at the same moment comes second. */
  openExports(objectId: string): Promise<number>;
  /** The restricted incidents that this person may read and that any of these words names: itself or something of it. */
  restrictedIncidentsNamed(objectId: string, words: readonly string[]): Promise<readonly string[]>;
  addExport(asked: Omit<AskedExport, 'id' | 'requestedAt'>): Promise<{ readonly id: string }>;
  /** Throws `fenced-off` for an old attempt. */
  finishExport(lease: ExportLease, made: MadeExport | { readonly problem: string }): Promise<void>;
}

/** Claims and heartbeats, each one statement; no facts, so not recorded. */
export interface ExportRuns {
  /** The oldest export that waits, or whose worker fell silent, of those whose request is in the ledger already. */
  claimExport(): Promise<ClaimedExport | null>;
  /** The same of those whose request is on record no more, or is to be erased: nothing may be made of them. */
  claimUnaskedExport(): Promise<ExportLease | null>;
  /** Keeps a stretch of the file, and the claim with it. Throws `fenced-off` for an old attempt. */
  keepExportPart(lease: ExportLease, position: number, bytes: Uint8Array): Promise<void>;
  /** Lets go of the bytes of files whose time is over, of outdated ones, and of attempts that came to nothing. */
  dropExportParts(): Promise<void>;
}
