import type {
  FindingKind,
  ReconciledLog,
  ReconciliationEventShapes,
} from '../custody/reconciliation-event.ts';
import type { BlobEffect } from '../reconcile/blob-request.ts';
import type { ExpectedCalls } from '../reconcile/find-gaps.ts';
import type { Explanation, LedgerKnowledge } from '../reconcile/ledger-knowledge.ts';
import type { RecordedCall } from '../reconcile/recorded-calls.ts';

/** How far a log was read. */
export interface LogMark {
  readonly begunAt: Date; // coverage begins here
  readonly readTo: Date | null;
  readonly sweptAt: Date | null; // when it was last looked for what came late
}

/** What a batch of records names, to be looked up. Names and ids in small letters, but exhibit folders as written. */
export interface KnowledgeQuestion {
  readonly from: Date; // of the oldest record
  readonly containers: readonly string[];
  readonly snapshotNames: readonly string[];
  readonly disks: readonly string[];
  readonly grants: readonly string[];
}

export type KnownFacts = Pick<LedgerKnowledge, 'calls' | 'items' | 'incidents' | 'reads' | 'acts' | 'grants'>;

/** Requests for one item's blobs in one hour, by who and how they are accounted for. */
export interface KnownRequests {
  readonly evidenceId: string;
  readonly hour: string;
  readonly effect: BlobEffect;
  readonly who: string;
  readonly how: Explanation | 'refused' | 'finding';
  readonly requests: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly addresses: readonly string[];
}

export interface HourCounts {
  readonly hour: string;
  readonly explained: number;
  readonly refused: number;
  readonly found: number;
  readonly aside: number;
}

/** One stretch of a log, judged: written whole or not at all. */
export interface JudgedReading {
  readonly log: string;
  readonly kind: ReconciledLog;
  readonly records: readonly { readonly id: string; readonly at: string }[];
  readonly hours: readonly HourCounts[];
  readonly requests: readonly KnownRequests[];
  readonly arrivals: readonly { readonly eventId: string; readonly at: string }[];
  readonly uses: readonly { readonly grantId: string; readonly at: string }[];
  readonly readTo: Date;
  readonly swept: boolean;
  readonly latenessMinutes: number;
}

export interface NewFinding {
  readonly id: string;
  readonly key: string; // of one thing that happened
  readonly evidenceId: string | null;
  readonly incidentId: string | null;
  readonly detail: ReconciliationEventShapes['reconciliation.finding'];
}

export interface OpenFinding {
  readonly id: string;
  readonly kind: FindingKind;
  readonly key: string;
  readonly at: string;
  readonly evidenceId: string | null;
  readonly incidentId: string | null;
  readonly detail: Pick<
    ReconciliationEventShapes['reconciliation.finding'],
    'log' | 'azure' | 'ledger' | 'until'
  >;
}

/** A grant that is over and that nobody is known to have used. */
export interface UnusedGrant {
  readonly grantId: string;
  readonly number: string;
  readonly granteeName: string;
  readonly incidentId: string;
  readonly evidenceIds: readonly string[];
  readonly endedAt: string;
  readonly hiddenUses: number; // records of that person's uses of these items that nobody can read any more
}

/** Whose turn it is, what is known, what was found. Duties: each record counts once, each finding is opened once. */
export interface ReconciliationChecks {
  /** The log's mark if it is due and the caller's to read; null while another worker read it less than `everyMs` ago. */
  claimReconciliation(log: string, everyMs: number): Promise<LogMark | null>;
  logMark(log: string): Promise<LogMark | null>;
  /** The subscriptions of the disks that evidence was taken from, in small letters. */
  sourceSubscriptions(): Promise<readonly string[]>;
  knownFacts(question: KnowledgeQuestion): Promise<KnownFacts>;
  /** Those of these records that were not judged yet. */
  unseenRecords(log: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Those of these keys that no finding has. */
  newFindingKeys(keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** Keeps a reading in which nothing new was found. */
  keepReading(reading: JudgedReading): Promise<void>;
  keepUnread(log: string, problem: { readonly why: string; readonly words: string }): Promise<void>;
  /** Calls that were recorded in this time and must show in a log, and the events of which one was seen. */
  expectedCalls(
    from: Date,
    to: Date,
  ): Promise<{
    readonly expected: readonly ExpectedCalls[];
    readonly arrived: Readonly<Record<ReconciledLog, ReadonlySet<string>>>;
  }>;
  recordedCallsSince(from: Date): Promise<readonly RecordedCall[]>;
  openFindings(since: Date): Promise<readonly OpenFinding[]>;
  /** Grants that ended in this time. */
  unusedGrants(endedFrom: Date, endedTo: Date): Promise<readonly UnusedGrant[]>;
  /** Those of these grants whose links Azure saw in use since. */
  usedGrants(grantIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** The desk's part, inside `record`. */
export interface ReconciliationDesk {
  /** Throws `conflict` if another worker judged one of the records. */
  saveReading(reading: JudgedReading): Promise<void>;
  /** Throws `conflict` if there is a finding of that key. */
  openFinding(finding: NewFinding): Promise<void>;
  /** Throws `conflict` if it is explained already. */
  explainFinding(id: string, by: string): Promise<void>;
  finding(id: string): Promise<OpenFinding | null>;
  noteFinding(
    id: string,
    note: {
      readonly noteId: string;
      readonly authorObjectId: string;
      readonly authorName: string;
      readonly text: string;
    },
  ): Promise<void>;
}
