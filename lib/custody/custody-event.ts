import type { AccessEventShapes } from './access-event.ts';
import type { AcquisitionStep } from './acquisition.ts';
import type { AlarmEventShapes } from './alarm-event.ts';
import type { AzureTrace } from './azure-trace.ts';
import type { BreakGlassEventShapes } from './break-glass-event.ts';
import type { BundleEventShapes } from './bundle-event.ts';
import type { ClockState } from './clock-state.ts';
import type { ConsoleEventShapes } from './console-event.ts';
import type { CopyVerificationEventShapes } from './copy-verification-event.ts';
import type { CorrectionEventShapes } from './correction-event.ts';
import type { DeviceEventShapes } from './device-event.ts';
import type { DisposalEventShapes } from './disposal-event.ts';
import type { FoundCopy, MissingCopy, OtherCopy } from './evidence-presence.ts';
import type { EvidenceSource } from './evidence-source.ts';
import type { ExportEventShapes } from './export-event.ts';
import type { FixityEventShapes } from './fixity-event.ts';
import type { ForeignActionEventShapes } from './foreign-action-event.ts';
import type { GrantUseEventShapes } from './grant-use-event.ts';
import type { HandoverEventShapes } from './handover-event.ts';
import type { HoldEventShapes } from './hold-event.ts';
import type { HuntingEventShapes } from './hunting-event.ts';
import type { ImportEventShapes } from './import-event.ts';
import type { IncidentFacts } from './incident-facts.ts';
import type { InventoryEventShapes } from './inventory-event.ts';
import type { LedgerEventShapes } from './ledger-event.ts';
import type { LegalAuthority } from './legal-authority.ts';
import type { OrganisationEventShapes } from './organisation-event.ts';
import type { PostureEventShapes } from './posture-event.ts';
import type { ProposalEventShapes } from './proposal-event.ts';
import type { ReadDigests } from './read-digests.ts';
import type { ReconciliationEventShapes } from './reconciliation-event.ts';
import type { RecordedChange } from './recorded-change.ts';
import type { RemovalEventShapes } from './removal-event.ts';
import type { ReportEventShapes } from './report-event.ts';
import type { ScriptEventShapes } from './script-event.ts';

/** State of the immutability guard as storage itself reports it. */
export interface LockerProtection {
  readonly container: string;
  readonly policyState: 'Locked' | 'Unlocked' | 'None';
  readonly retentionDays: number | null;
  readonly retentionUntil: string | null; // RFC 3339, of this blob
  readonly legalHoldTags: readonly string[];
  readonly extensionsLeft: number | null;
  readonly readBackAt: string;
}

/** Errors and deviations are never silent: the list is printed as "none recorded" when it is empty. */
export interface StepReport {
  readonly step: AcquisitionStep;
  readonly attempt: number;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly errors: readonly string[];
  readonly azure: readonly AzureTrace[];
}

interface EventShapes
  extends AccessEventShapes,
    AlarmEventShapes,
    OrganisationEventShapes,
    PostureEventShapes,
    ReconciliationEventShapes,
    HoldEventShapes,
    DisposalEventShapes,
    ProposalEventShapes,
    BreakGlassEventShapes,
    BundleEventShapes,
    HandoverEventShapes,
    InventoryEventShapes,
    RemovalEventShapes,
    ReportEventShapes,
    CorrectionEventShapes,
    CopyVerificationEventShapes,
    FixityEventShapes,
    GrantUseEventShapes,
    DeviceEventShapes,
    ConsoleEventShapes,
    HuntingEventShapes,
    ForeignActionEventShapes,
    ImportEventShapes,
    ExportEventShapes,
    ScriptEventShapes,
    LedgerEventShapes {
  'incident.imported': {
    source: 'defender' | 'machines-folder';
    externalId: string;
    title: string;
    severity: string;
    number?: string; // given here; older records have none of these two
    said?: IncidentFacts; // everything the source said, as later changes are told against it
  };
  /** An incident or a machine of it is no longer what was recorded; `source` says who says so. */
  'incident.updated': {
    source: 'defender' | 'machines-folder' | 'azure';
    changes: readonly RecordedChange[];
  };
  'incident.opened': { number: string; title: string; severity: string; reason: string };
  'incident.closed': { reason: string };
  'incident.reopened': { reason: string };
  'incident.machine-added': { resourceId: string; reason: string };
  'incident.note-written': { noteId: string; text: string };
  'incident.membership-granted': { objectId: string; reason: string };
  /** The tenant's first lock of a retention policy, which nobody can undo: who confirmed it, and how. */
  'locker.lock-confirmed': {
    account: string;
    container: string;
    retentionDays: number;
    how: 'typed' | 'setting'; // the person typed the account's name, or the set-up confirms it for everyone
  };
  'acquisition.requested': {
    acquisitionId: string;
    exhibitNumber: string;
    incidentId: string;
    source: EvidenceSource;
    reason: string;
    authority: LegalAuthority;
    plan: string; // the sentence the person read before confirming
    readMode: 'page-list' | 'full';
    consistencyNote: string | null;
    rehearsal: boolean; // true: the whole item is a rehearsal, and no evidence
  };
  'acquisition.refused': { acquisitionId: string; reasons: readonly string[]; report: StepReport };
  'acquisition.feasible': {
    acquisitionId: string;
    checks: readonly { check: string; result: string }[];
    report: StepReport;
  };
  'acquisition.snapshot-taken': {
    acquisitionId: string;
    snapshotId: string;
    snapshotUniqueId: string | null;
    snapshotCreatedAt: string | null;
    settings: Readonly<Record<string, string>>;
    changesToSource: string; // field 20
    report: StepReport;
  };
  'acquisition.read-granted': { acquisitionId: string; seconds: number; host: string; report: StepReport };
  'acquisition.copied': {
    acquisitionId: string;
    account: string;
    container: string;
    blob: string;
    sizeBytes: string;
    path: 'server-side' | 'staging' | 'received'; // received: streamed in as Defender gave it
    pathReason?: string | null; // why staging, or what was odd; older records have none
    copyId: string | null;
    etag: string | null;
    report: StepReport;
  };
  'acquisition.copy-dead': { acquisitionId: string; container: string; blob: string; reason: string };
  'acquisition.source-hashed': { acquisitionId: string; digests: ReadDigests; report: StepReport };
  'acquisition.copy-hashed': {
    acquisitionId: string;
    digests: ReadDigests;
    manifestBlob: string;
    report: StepReport;
  };
  'acquisition.compared': {
    acquisitionId: string;
    equal: boolean;
    expected: string;
    actual: string;
    report: StepReport;
  };
  'evidence.sealed': {
    acquisitionId: string;
    protection: LockerProtection;
    digests: ReadDigests;
    report: StepReport;
  };
  /** The store was asked for a sealed item's copy: it is gone, or another blob lies there, or it is there again. */
  'evidence.missing-found': MissingCopy;
  'evidence.other-found': OtherCopy;
  'evidence.found-again': FoundCopy;
  'acquisition.source-released': {
    acquisitionId: string;
    snapshotDeleted: boolean;
    grantRevoked: boolean;
    report: StepReport;
  };
  'acquisition.corroborated': {
    acquisitionId: string;
    found: boolean;
    log?: 'activity-log' | 'defender-audit' | 'none'; // older records have none: the activity log
    entries: readonly {
      operation: string;
      caller: string;
      clientIp: string | null;
      correlationId: string;
      at: string;
      status: string;
    }[];
    report: StepReport;
  };
  'acquisition.step-failed': {
    acquisitionId: string;
    step: AcquisitionStep;
    attempt: number;
    code: string;
    message: string;
    willRetry: boolean;
  };
  'acquisition.retried': { acquisitionId: string; step: AcquisitionStep; reason: string };
  'acquisition.cancel-requested': {
    acquisitionId: string;
    reason: string;
    consequence: string;
    requestedBy?: string; // who had asked for the acquisition, when another person cancels it
  };
  'acquisition.cancelled': {
    acquisitionId: string;
    snapshotDeleted: boolean;
    grantRevoked: boolean;
    leftInLocker: string | null;
    report: StepReport | null;
  };
  'access.signed-in': { method: string };
  'access.signed-out': { how: 'person' | 'expired' | 'revoked' };
  'access.denied': { permission: string; subject: string; why?: string };
  'access.session-revoked': { sessions: number; why?: string };
  'settings.changed': {
    timeZone: string;
    appearance: 'system' | 'light' | 'dark';
    awayUntil?: string; // the last day on which others decide in their place; absent: they are there
  };
}

export type CustodyEventType = keyof EventShapes;

/** One fact. `stream` is the opaque id of the evidence item, incident, person, freeze or verification it belongs to, or `system`. */
export type CustodyEvent<T extends CustodyEventType = CustodyEventType> = {
  [K in T]: {
    readonly type: K;
    readonly stream: StreamRef;
    readonly subjects: readonly string[]; // ids of incident, evidence, acquisition it concerns
    readonly reason: string | null;
    readonly authority: LegalAuthority | null;
    readonly detail: EventShapes[K];
  };
}[T];

export type StreamRef =
  | { readonly kind: 'evidence'; readonly id: string }
  | { readonly kind: 'incident'; readonly id: string }
  | { readonly kind: 'person'; readonly id: string }
  /** One freeze and its end. A database that was set back would give numbers of `system` that the anchors know already. */
  | { readonly kind: 'freeze'; readonly id: string }
  /** One verification, for the same reason. */
  | { readonly kind: 'verification'; readonly id: string }
  /** One look at the tenant's controls that found a change, for the same reason. */
  | { readonly kind: 'posture'; readonly id: string }
  /** One alarm, or one failing of a channel. */
  | { readonly kind: 'alarm'; readonly id: string }
  /** One proposal of a control, from its proposing to what changed by it. */
  | { readonly kind: 'proposal'; readonly id: string }
  /** One finding in Azure's logs that belongs to no incident, for the reason of a freeze. */
  | { readonly kind: 'reconciliation'; readonly id: string }
  /** One script of the library, or what came of them with one release. */
  | { readonly kind: 'script'; readonly id: string }
  | { readonly kind: 'system' };

export type EventDetail<T extends CustodyEventType> = EventShapes[T];

/** What the register adds when it writes the body: who, when by which clock, and with which tool. */
export interface EventEnvelope {
  readonly occurredAt: string; // RFC 3339 UTC, six digits, the database's clock
  readonly recordedAt: string;
  readonly clock: ClockState;
  readonly tool: { readonly name: 'holdfast'; readonly version: string; readonly commit: string };
}
