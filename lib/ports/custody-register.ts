import type { AcquisitionState, AcquisitionStep, StepState } from '../custody/acquisition.ts';
import type { Actor, PersonActor } from '../custody/actor.ts';
import type { CustodyEvent, CustodyEventType, LockerProtection } from '../custody/custody-event.ts';
import type { EvidenceKind, EvidenceSource } from '../custody/evidence-source.ts';
import type { IncidentFacts } from '../custody/incident-facts.ts';
import type { LegalAuthority } from '../custody/legal-authority.ts';
import type { Machine } from '../custody/machine.ts';
import type { ReadDigests } from '../custody/read-digests.ts';
import type { AccessDesk, AccessLook } from './access-desk.ts';
import type { KeyedAcquisition, NewAcquisition } from './acquisition-request.ts';
import type { AlarmDeliveries } from './alarm-deliveries.ts';
import type { AlarmDesk } from './alarm-desk.ts';
import type { AskedActions } from './asked-actions.ts';
import type { RemovalDesk, RemovalLook } from './body-removals.ts';
import type { BreakGlassDesk, BreakGlassLook } from './break-glass-desk.ts';
import type { BundleDesk, BundleLook } from './bundle-look.ts';
import type { ConsoleDesk, ConsoleLook } from './console-desk.ts';
import type {
  CopyVerificationDesk,
  CopyVerificationLook,
  CopyVerificationRuns,
} from './copy-verifications.ts';
import type { DefenderOrderDesk, DefenderOrderLook, DefenderOrderRuns } from './defender-orders.ts';
import type { DeviceDesk, DeviceLook, DeviceRuns } from './device-desk.ts';
import type { DeviceGroupLook, DeviceGroupRuns } from './device-groups.ts';
import type { DeviceRounds } from './device-rounds.ts';
import type { DisposalDesk, DisposalLook } from './disposal-desk.ts';
import type { ExportDesk, ExportLook, ExportRuns } from './export-desk.ts';
import type { ForeignActionDesk, ForeignActionLook } from './foreign-actions.ts';
import type { GrantUseDesk, GrantUseLook, GrantUseRuns } from './grant-use.ts';
import type { GuardChecks, GuardDesk, GuardLook } from './guard-state.ts';
import type { HandoverDesk, HandoverLook } from './handover-desk.ts';
import type { HuntingDesk, HuntingLook } from './hunting-desk.ts';
import type { SourceIncident } from './incident-source.ts';
import type { InventoryDesk, InventoryLook } from './inventory-desk.ts';
import type { LedgerDesk, LedgerLook } from './ledger-state.ts';
import type { NoticeDesk, NoticeLook } from './notice-desk.ts';
import type { PersonDesk } from './person-desk.ts';
import type { PostureChecks, PostureDesk } from './posture-state.ts';
import type { PresenceChecks, PresenceDesk } from './presence-checks.ts';
import type { ProposalDesk, ProposalLook } from './proposal-desk.ts';
import type { ReconciliationChecks, ReconciliationDesk } from './reconciliation-state.ts';
import type { RecordLook } from './record-look.ts';
import type { ReportDesk, ReportLook } from './report-desk.ts';
import type { LibraryRounds, ScriptDesk, ScriptLook } from './script-library.ts';
import type { VerificationDesk, VerificationRuns } from './verification-runs.ts';

/**
 * The transactional store. Duties: `record` runs `fn` in one database transaction and commits its writes, its
 * events and its jobs together or not at all; it may run `fn` again after a serialisation failure, so `fn`
 * has no effect outside `desk`. Nothing else hands out write access.
 */
export interface CustodyRegister
  extends VerificationRuns,
    PresenceChecks,
    PostureChecks,
    ReconciliationChecks,
    AlarmDeliveries,
    GuardChecks,
    GrantUseRuns,
    CopyVerificationRuns,
    ExportRuns,
    LibraryRounds,
    DeviceRuns,
    DeviceRounds,
    DefenderOrderRuns,
    AskedActions,
    DeviceGroupRuns {
  record<T extends CustodyEventType, R>(
    actor: Actor,
    may: readonly T[],
    fn: (desk: RegisterDesk) => Promise<Recorded<T, R>>,
  ): Promise<R>;

  /** Records facts that change nothing else, all or none; writers of the same moment may share one commit. */
  append<T extends CustodyEventType>(
    actor: Actor,
    may: readonly T[],
    events: Recorded<T, unknown>['events'],
  ): Promise<void>;

  /** Reads outside a transaction, for procedures that look before they act. */
  readonly look: RegisterLook;

  /**
   * Takes the step for this worker: fence + 1, attempt + 1, state `running`. Null if the step is done, or the
   * acquisition is final. Safe to call again by a new worker: the old one is fenced off, and the step says that it was
   * begun again.
   */
  claimStep(acquisitionId: string, step: AcquisitionStep, workerId: string): Promise<StepLease | null>;

  /** Progress and heartbeat of a running step; throws `fenced-off` for an old fence. Not a fact, so not recorded. */
  reportProgress(lease: StepLease, progress: StepProgress): Promise<{ readonly cancelRequested: boolean }>;

  /** Heartbeat of a cancellation, and what stood in its way, if anything new did. Not a fact, so not recorded. */
  reportCancellation(acquisitionId: string, workerId: string, problem: string | null): Promise<void>;
}

/** What `fn` hands back: at least one event, or it does not compile. */
export interface Recorded<T extends CustodyEventType, R> {
  readonly events: readonly [CustodyEvent<T>, ...CustodyEvent<T>[]];
  readonly result: R;
}

export interface StepLease {
  readonly acquisitionId: string;
  readonly step: AcquisitionStep;
  readonly fence: bigint;
  readonly attempt: number;
  readonly workerId: string;
  readonly startedAt: string;
}

export interface StepProgress {
  readonly bytesDone?: bigint;
  readonly bytesTotal?: bigint;
  readonly throttles?: number;
  readonly message?: string;
}

export interface IncidentRecord {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly severity: string;
  readonly status: 'open' | 'closed';
  readonly restricted: boolean;
  readonly container: string; // the incident's locker container
  readonly memberObjectIds: readonly string[];
}

export interface AcquisitionRecord {
  readonly id: string;
  readonly incidentId: string;
  readonly evidenceId: string;
  readonly exhibitNumber: string;
  readonly rehearsal: boolean;
  readonly container: string;
  readonly state: AcquisitionState;
  readonly source: EvidenceSource;
  readonly requester: PersonActor;
  readonly reason: string;
  readonly authority: LegalAuthority;
  readonly readMode: 'page-list' | 'full';
  readonly snapshotId: string | null;
  readonly copyAttempt: number;
  readonly blob: string | null;
  readonly requestedAt: string;
  readonly steps: Readonly<Record<AcquisitionStep, StepRecord>>;
}

export interface StepRecord {
  readonly state: StepState;
  readonly attempt: number;
  readonly heartbeatAt: string | null; // of the worker that runs it
  readonly outcome: StepOutcome | null;
}

/** What a finished step leaves for the steps after it. Never a secret. */
export type StepOutcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'digests'; readonly digests: ReadDigests }
  | { readonly kind: 'trace'; readonly correlationIds: readonly string[]; readonly startedAt: string }
  /** Left by an attempt that failed: one line per failed attempt so far, for the record of the one that succeeds. */
  | { readonly kind: 'errors'; readonly errors: readonly string[] };

export interface RegisterLook
  extends LedgerLook,
    DeviceLook,
    DeviceGroupLook,
    ConsoleLook,
    DefenderOrderLook,
    ForeignActionLook,
    HuntingLook,
    ScriptLook,
    GuardLook,
    DisposalLook,
    NoticeLook,
    GrantUseLook,
    CopyVerificationLook,
    AccessLook,
    ProposalLook,
    BreakGlassLook,
    BundleLook,
    ExportLook,
    HandoverLook,
    RemovalLook,
    ReportLook,
    InventoryLook,
    RecordLook {
  incident(id: string): Promise<IncidentRecord | null>;
  acquisition(id: string): Promise<AcquisitionRecord | null>;
  machine(incidentId: string, resourceId: string): Promise<Machine | null>;
  /** The acquisition that is not final yet for this disk, if any. */
  openAcquisitionOfDisk(
    diskResourceId: string,
  ): Promise<{ readonly id: string; readonly incidentId: string; readonly requestKey: string } | null>;
  /** An incident that came from a source, with the source's time of last change as last taken over; null: not known. */
  importedIncident(
    externalId: string,
  ): Promise<{ readonly id: string; readonly sourceUpdatedAt: Date | null } | null>;
  /** Whether any real copy, not a rehearsal's, lies in the locker: its container was locked before it was copied. */
  lockedBefore(): Promise<boolean>;
  acquisitionsByRequestKey(requestKey: string): Promise<readonly KeyedAcquisition[]>;
  /** Imported files that were registered before then and still wait for their bytes: ids of their acquisitions. */
  importsWithoutBytes(registeredBefore: Date, most: number): Promise<readonly string[]>;
  /** The verification that waits or runs, if any. */
  openVerification(): Promise<{ readonly id: string } | null>;
  /** Whether anything was ever recorded here. */
  hasBegun(): Promise<boolean>;
}

/** Write access, only inside `record`. Every method acts in the same transaction. */
export interface RegisterDesk
  extends RegisterLook,
    DeviceDesk,
    DefenderOrderDesk,
    ConsoleDesk,
    ForeignActionDesk,
    HuntingDesk,
    BundleDesk,
    ExportDesk,
    ScriptDesk,
    LedgerDesk,
    VerificationDesk,
    PresenceDesk,
    GrantUseDesk,
    CopyVerificationDesk,
    PostureDesk,
    ReconciliationDesk,
    GuardDesk,
    DisposalDesk,
    NoticeDesk,
    AccessDesk,
    AlarmDesk,
    ProposalDesk,
    BreakGlassDesk,
    InventoryDesk,
    PersonDesk,
    RemovalDesk,
    ReportDesk,
    HandoverDesk {
  openIncident(incident: {
    readonly title: string;
    readonly severity: string;
    readonly openedBy: PersonActor;
  }): Promise<IncidentRecord>;
  /** Creates or refreshes an incident from its source. `before`: what its source had said; null if it is new here. */
  importIncident(
    source: 'defender' | 'machines-folder',
    incident: SourceIncident,
  ): Promise<{ readonly incident: IncidentRecord; readonly before: IncidentFacts | null }>;
  setIncidentStatus(id: string, status: 'open' | 'closed'): Promise<void>;
  saveMachine(incidentId: string, machine: Machine): Promise<void>;
  addNote(incidentId: string, author: PersonActor, text: string): Promise<{ readonly noteId: string }>;
  addMember(incidentId: string, objectId: string): Promise<void>;

  /** Assigns the exhibit number (per year, without gaps), creates item and acquisition, all steps `waiting`. */
  createAcquisition(
    request: NewAcquisition,
  ): Promise<{ readonly acquisitionId: string; readonly evidenceId: string; readonly exhibitNumber: string }>;
  setAcquisitionState(id: string, state: AcquisitionState, message: string | null): Promise<void>;
  setSnapshot(id: string, snapshotId: string | null): Promise<void>;
  /** Counts a copy attempt and returns its number, from 1. A copy under an earlier attempt's name is dead from now on. */
  beginCopyAttempt(id: string): Promise<number>;
  setCopy(id: string, blob: string, sizeBytes: bigint): Promise<void>;
  sealEvidence(
    evidenceId: string,
    sealed: { readonly digests: ReadDigests; readonly protection: LockerProtection },
  ): Promise<void>;
  closeEvidence(evidenceId: string, state: 'not-acquired'): Promise<void>;

  /** Locks the acquisition and checks the fence (throws `fenced-off`), then sets the step's state. Out: what is done. */
  finishStep(
    lease: StepLease,
    state: 'done' | 'retrying' | 'failed' | 'skipped',
    message: string | null,
    outcome: StepOutcome,
  ): Promise<{ readonly done: ReadonlySet<AcquisitionStep>; readonly kind: EvidenceKind }>;
  /** Back to `waiting`: who still holds the step is fenced off. Digests of an earlier run are dropped, its errors kept. */
  resetStep(acquisitionId: string, step: AcquisitionStep): Promise<void>;
  /** Puts the job of a step in the queue, in this transaction; a second one for the same step is dropped. */
  enqueueStep(
    acquisitionId: string,
    step: AcquisitionStep | 'cancel-acquisition',
    delaySeconds?: number,
  ): Promise<void>;

  /** Claims the place of the very first event; throws `conflict` for everyone who comes later or at the same moment. */
  claimBeginning(): Promise<void>;
}
