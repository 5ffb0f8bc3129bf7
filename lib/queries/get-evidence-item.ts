import { freezeOf } from '../adapters/prisma/freeze-look.ts';
import type { Custodian } from '../custody/current-custodian.ts';
import type { LockerProtection } from '../custody/custody-event.ts';
import { type AlteredClaim, type EvidenceRecord, saysTitle } from '../custody/evidence-claims.ts';
import type { EvidenceSource } from '../custody/evidence-source.ts';
import { type EvidenceState, evidenceState } from '../custody/evidence-state.ts';
import type { GuardSighting } from '../custody/judge-guard.ts';
import { authorityNotSupplied, type LegalAuthority } from '../custody/legal-authority.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import type { ReadDigests } from '../custody/read-digests.ts';
import { showable } from '../custody/showable.ts';
import {
  checkedWith,
  checkItem,
  type EvidenceIntegrity,
  readDigestsOf,
  sourceOf,
} from './evidence-integrity.ts';
import type { PresenceView } from './evidence-presence.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface EvidenceView {
  readonly id: string;
  readonly exhibitNumber: string;
  readonly rehearsal: boolean;
  readonly kind: string;
  readonly description: string;
  readonly state: EvidenceState;
  readonly integrity: EvidenceIntegrity;
  readonly presence: PresenceView | null; // null: it is not sealed
  readonly custodian: Custodian | null; // null: no sound record says
  readonly events: number; // recorded of it
  /** Since a read found bytes that are not those sealed: nothing of it is handed out. */
  readonly frozenSince: string | null;
  /** Since Azure was found to guard its container less than what is on record. */
  readonly guardDiffersSince: string | null;
  /** What Azure said last of its container; null: it was never read. */
  readonly guard: { readonly days: number | null; readonly tags: readonly string[] } | null;
  readonly altered: readonly AlteredClaim[]; // what is shown here, but was not recorded so
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
    include: { ...checkedWith, incident: { select: { id: true, number: true, title: true } } },
  });
  if (row === null) throw notFound();
  const [check, head, checkpoint, frozen, guard, events] = await Promise.all([
    checkItem(viewer.db, row),
    viewer.db.ledgerHead.findFirst({ select: { size: true } }),
    viewer.db.ledgerCheckpoint.findFirst({
      orderBy: { size: 'desc' },
      select: { size: true, createdAt: true },
    }),
    freezeOf(viewer.db, row.id),
    viewer.db.containerGuard.findUnique({
      where: { container: row.container },
      select: { differsSince: true, seen: true },
    }),
    // By hand: Prisma's own count cannot be answered by the index alone.
    viewer.db.$queryRaw<{ count: bigint }[]>`
      select count(*) as count from custody_event where evidence_id = ${row.id}::uuid`,
  ]);
  const steps = row.acquisition?.steps ?? [];
  const { record } = check;
  return {
    id: row.id,
    exhibitNumber: row.exhibitNumber,
    rehearsal: row.rehearsal,
    kind: row.kind,
    description: row.description,
    state: evidenceState(row.state, row.acquisition?.state ?? null),
    integrity: check.integrity,
    presence: check.presence,
    frozenSince: frozen?.since ?? null,
    guardDiffersSince: guard?.differsSince?.toISOString() ?? null,
    guard: guardOf(guard?.seen as unknown as GuardSighting | null | undefined),
    custodian: check.custodian,
    events: Number(events[0]?.count ?? 0),
    altered: check.altered,
    incident: row.incident,
    source: sourceOf(row, record),
    account: record.copied?.account ?? null, // named by the fact of the copy, not by today's settings
    container: row.container,
    blob: row.blob,
    sizeBytes: row.sizeBytes?.toString() ?? null,
    sourceDigests: showable(readDigestsOf(steps, 'hash-source'), record.sourceRead?.digests ?? null),
    storedDigests: showable(
      readDigestsOf(steps, 'hash-locker-copy') ?? row.digests,
      record.storedRead?.digests ?? null,
    ),
    protection: showable(row.protection, record.sealed?.detail.protection ?? null),
    createdAt: row.createdAt.toISOString(),
    sealedAt: row.sealedAt?.toISOString() ?? null,
    verifiedAt: row.verifiedAt?.toISOString() ?? null,
    acquisition: row.acquisition === null ? null : acquisitionFacts(viewer, row.acquisition, record),
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

function guardOf(seen: GuardSighting | null | undefined): EvidenceView['guard'] {
  if (seen === null || seen === undefined) return null;
  return { days: seen.policy?.days ?? null, tags: seen.hold.map(({ tag }) => tag) };
}

function acquisitionFacts(viewer: Viewer, row: AcquisitionRow, record: EvidenceRecord): EvidenceAcquisition {
  const by = record.requested?.by;
  const requester = showable(row.requester, by?.kind === 'person' ? by : null);
  return {
    id: row.id,
    state: row.state,
    message: row.message,
    requesterName: requester?.displayName ?? 'Unknown',
    requesterAccount: requester?.userPrincipalName ?? 'Unknown',
    // What the row says of it counts for nothing where nobody signed it.
    requesterTitle: by !== undefined && !saysTitle(by) ? null : (requester?.title ?? null),
    reason: row.reason,
    authority: showable(row.authority, record.requested?.detail.authority ?? null) ?? authorityNotSupplied,
    plan: row.plan,
    readMode: row.readMode,
    copyAttempts: row.copyAttempt,
    visible: mayDo(viewer.actor.roles, 'acquisition.read'),
  };
}
