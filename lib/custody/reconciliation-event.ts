/** What Azure's logs and the ledger can disagree about. */
export const findingKinds = [
  'unexplained-access',
  'outside-snapshot',
  'grant-outside-window',
  'grant-outside-address',
  'grant-never-used',
  'change-outside',
  'gap',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** The log that a finding rests on: the locker's own, or the resource manager's. */
export type ReconciledLog = 'blob' | 'activity';

/** Azure's side: one record of a log, as Azure wrote it. */
export interface AzureRecord {
  readonly recordId: string;
  readonly operation: string;
  readonly resource: string; // container/blob, or an ARM id
  readonly caller: string | null; // object id
  readonly callerName: string | null;
  readonly address: string | null;
  readonly status: string; // "200 Success", "Succeeded"
  readonly correlationId: string | null; // of a link its scid
  readonly clientRequestId: string | null;
}

/** The ledger's side: what it knows of the matter, and in which of its events. */
export interface LedgerSide {
  readonly words: string;
  readonly eventIds: readonly string[];
}

/** For which time which log was read when this was concluded. RFC 3339; null: it was never read. */
export interface LogCoverage {
  readonly from: string | null;
  readonly to: string | null;
  readonly latenessMinutes: number; // records may come that much later
}

interface OfFinding {
  readonly findingId: string;
  readonly kind: FindingKind;
}

/** Facts of the comparison of Azure's logs with the ledger. Each finding is told once, in a stream of its own or its item's. */
export interface ReconciliationEventShapes {
  'reconciliation.finding': OfFinding & {
    readonly log: ReconciledLog;
    readonly at: string; // of the record; of a gap its beginning, of a grant its end
    readonly until: string | null; // of a gap
    readonly azure: AzureRecord | null; // null: Azure said nothing
    readonly ledger: LedgerSide;
    readonly coverage: LogCoverage;
  };
  /** Something that came later accounts for it; the finding stays. */
  'reconciliation.explained': OfFinding & { readonly by: string; readonly azure: AzureRecord | null };
  /** A person says what it was; the finding stays. */
  'reconciliation.noted': OfFinding & { readonly noteId: string; readonly text: string };
}
