import type { PersonActor } from '../custody/actor.ts';
import type { EvidenceSource, LockerProtection, ReadDigests } from '../custody/custody-event.ts';
import type { LegalAuthority } from '../custody/legal-authority.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import { readRecordedEvent } from '../custody/recorded-event.ts';
import { type EvidenceIntegrity, evidenceIntegrity, readDigestsOf } from './evidence-integrity.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface EvidenceView {
  readonly id: string;
  readonly exhibitNumber: string;
  readonly rehearsal: boolean;
  readonly kind: string;
  readonly description: string;
  readonly state: string;
  readonly integrity: EvidenceIntegrity;
  readonly incident: { readonly id: string; readonly number: string; readonly title: string };
  readonly source: EvidenceSource;
  readonly account: string | null;
  readonly container: string;
  readonly blob: string | null;
  readonly sizeBytes: string | null;
  readonly sourceDigests: ReadDigests | null;
  readonly storedDigests: ReadDigests | null;
  readonly protection: LockerProtection | null;
  readonly createdAt: string;
  readonly sealedAt: string | null;
  readonly verifiedAt: string | null;
  readonly acquisition: EvidenceAcquisition | null;
  readonly ledger: {
    readonly size: string;
    readonly checkpointSize: string | null;
    readonly checkpointAt: string | null;
  };
  readonly readAt: string;
}

export interface EvidenceAcquisition {
  readonly id: string;
  readonly state: string;
  readonly message: string | null;
  readonly requesterName: string;
  readonly requesterAccount: string;
  readonly requesterTitle: string | null;
  readonly reason: string;
  readonly authority: LegalAuthority;
  readonly plan: string;
  readonly readMode: string;
  readonly copyAttempts: number;
  readonly visible: boolean; // whether the viewer may open its progress page
}

/** One evidence item with everything but its bytes. Throws `forbidden`, or `not-found` for what the viewer may not see. */
export async function getEvidenceItem(viewer: Viewer, id: string): Promise<EvidenceView> {
  requirePermission(viewer.actor, 'evidence.read');
  const row = await viewer.db.evidenceItem.findFirst({
    where: { id: requireId(id), incident: visibleIncidentWhere(viewer.actor) },
    include: {
      incident: { select: { id: true, number: true, title: true } },
      acquisition: { include: { steps: { select: { step: true, outcome: true } } } },
    },
  });
  if (row === null) throw notFound();
  const [head, checkpoint] = await Promise.all([
    viewer.db.ledgerHead.findFirst({ select: { size: true } }),
    viewer.db.ledgerCheckpoint.findFirst({
      orderBy: { size: 'desc' },
      select: { size: true, createdAt: true },
    }),
  ]);
  const steps = row.acquisition?.steps ?? [];
  return {
    id: row.id,
    exhibitNumber: row.exhibitNumber,
    rehearsal: row.rehearsal,
    kind: row.kind,
    description: row.description,
    state: row.state,
    integrity: await integrityOf(viewer, row),
    incident: row.incident,
    source: row.source as unknown as EvidenceSource,
    account: await accountOf(viewer, row.id),
    container: row.container,
    blob: row.blob,
    sizeBytes: row.sizeBytes?.toString() ?? null,
    sourceDigests: readDigestsOf(steps, 'hash-source'),
    storedDigests: readDigestsOf(steps, 'hash-locker-copy') ?? (row.digests as unknown as ReadDigests | null),
    protection: row.protection as unknown as LockerProtection | null,
    createdAt: row.createdAt.toISOString(),
    sealedAt: row.sealedAt?.toISOString() ?? null,
    verifiedAt: row.verifiedAt?.toISOString() ?? null,
    acquisition: row.acquisition === null ? null : acquisitionFacts(viewer, row.acquisition),
    ledger: {
      size: head?.size.toString() ?? '0',
      checkpointSize: checkpoint?.size.toString() ?? null,
      checkpointAt: checkpoint?.createdAt.toISOString() ?? null,
    },
    readAt: new Date().toISOString(),
  };
}

interface AcquisitionRow {
  readonly id: string;
  readonly state: string;
  readonly message: string | null;
  readonly requester: unknown;
  readonly reason: string;
  readonly authority: unknown;
  readonly plan: string;
  readonly readMode: string;
  readonly copyAttempt: number;
}

function acquisitionFacts(viewer: Viewer, row: AcquisitionRow): EvidenceAcquisition {
  const requester = row.requester as PersonActor;
  return {
    id: row.id,
    state: row.state,
    message: row.message,
    requesterName: requester.displayName,
    requesterAccount: requester.userPrincipalName,
    requesterTitle: requester.title,
    reason: row.reason,
    authority: row.authority as LegalAuthority,
    plan: row.plan,
    readMode: row.readMode,
    copyAttempts: row.copyAttempt,
    visible: mayDo(viewer.actor.roles, 'acquisition.read'),
  };
}

interface SealedRow {
  readonly id: string;
  readonly state: string;
  readonly sha256: string | null;
  readonly acquisition: {
    readonly steps: readonly { readonly step: string; readonly outcome: unknown }[];
  } | null;
}

// Rows can be changed behind the register's back: only what the recorded seal says as well is called verified.
async function integrityOf(viewer: Viewer, row: SealedRow): Promise<EvidenceIntegrity> {
  const judged = evidenceIntegrity(row);
  if (row.state !== 'sealed') return judged;
  const sealed = await viewer.db.custodyEvent.findFirst({
    where: { stream: row.id, type: 'evidence.sealed' },
    orderBy: { n: 'desc' },
    select: { body: true },
  });
  const event = sealed === null ? null : readRecordedEvent(sealed.body);
  if (event?.type !== 'evidence.sealed') return judged === 'verified' ? 'unknown' : judged;
  return event.detail.digests.sha256 === row.sha256 ? judged : 'mismatch';
}

// The storage account is named by the fact of the copy, not by today's settings.
async function accountOf(viewer: Viewer, evidenceId: string): Promise<string | null> {
  const copied = await viewer.db.custodyEvent.findFirst({
    where: { stream: evidenceId, type: 'acquisition.copied' },
    orderBy: { n: 'desc' },
    select: { body: true },
  });
  if (copied === null) return null;
  const event = readRecordedEvent(copied.body);
  return event.type === 'acquisition.copied' ? event.detail.account : null;
}
