import { disposalLook } from '../adapters/prisma/disposal-look.ts';
import type { PersonActor } from '../custody/actor.ts';
import { whyNotDispose, witnessStatement } from '../custody/disposal.ts';
import type { DisposalCertificate, DisposalParties } from '../custody/disposal-event.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import { heldEvents, storedEventColumns } from './event-holds.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface ItemDisposal {
  readonly evidenceId: string;
  readonly exhibitNumber: string;
  readonly against: readonly string[]; // what stands against disposing of it now
  readonly proposal: { readonly id: string; readonly number: string } | null; // that waits
  readonly disposals: readonly DisposalView[]; // newest first
  readonly certificate: CertificateView | null;
  readonly statement: string; // what a witness signs for
  readonly may: { readonly propose: boolean; readonly witness: boolean };
}

export interface DisposalView {
  readonly id: string;
  readonly number: string;
  readonly state: 'approved' | 'witnessed' | 'deleting' | 'done' | 'stopped';
  readonly parties: DisposalParties;
  readonly witness: string | null;
  readonly problem: string | null;
  readonly at: string;
}

/** The certificate as it was recorded, and whether the ledger still says the same. */
export interface CertificateView {
  readonly certificate: DisposalCertificate;
  readonly eventId: string;
  readonly recordedAt: string;
  readonly leaf: string; // hex
  readonly ledgerIndex: string | null; // null: waits for the ledger
  readonly holds: boolean | null;
}

/** An item's disposal: whether it may be proposed, where it stands, and its certificate. Throws `forbidden` or `not-found`. */
export async function getItemDisposal(viewer: Viewer, evidenceId: string): Promise<ItemDisposal> {
  requirePermission(viewer.actor, 'evidence.read');
  const { db, actor } = viewer;
  const row = await db.evidenceItem.findFirst({
    where: { id: requireId(evidenceId), incident: visibleIncidentWhere(actor) },
    select: { id: true, exhibitNumber: true, disposals: { orderBy: { createdAt: 'desc' } } },
  });
  if (row === null) throw notFound();
  const { id, exhibitNumber } = row;
  const [item, proposal, certificate] = await Promise.all([
    disposalLook(db).disposable(id, null),
    db.proposal.findFirst({
      where: { kind: 'dispose-item', key: id, state: 'waiting', expiresAt: { gt: new Date() } },
      select: { id: true, number: true },
    }),
    certificateOf(viewer, id),
  ]);
  const disposals = row.disposals.map(viewOf);
  const waiting = disposals.find(({ state }) => state === 'approved');
  return {
    evidenceId: id,
    exhibitNumber,
    against: item === null ? ['It is not stored.'] : whyNotDispose(item.facts, new Date()),
    proposal,
    disposals,
    certificate,
    statement: witnessStatement({ exhibitNumber, sha256: item?.sha256 ?? '' }),
    may: {
      propose: mayDo(actor.roles, 'disposal.propose'),
      witness:
        waiting !== undefined &&
        mayDo(actor.roles, 'disposal.witness') &&
        isOutside(actor, waiting.parties, item?.custodians ?? []),
    },
  };
}

/** The certificate of a disposed item. Throws `not-found` where there is none. */
export async function getDisposalCertificate(viewer: Viewer, evidenceId: string): Promise<CertificateView> {
  const { certificate } = await getItemDisposal(viewer, evidenceId);
  if (certificate === null) throw notFound();
  return certificate;
}

function isOutside(
  { objectId }: PersonActor,
  { proposer, approvers }: DisposalParties,
  custodians: readonly string[],
) {
  return ![proposer.objectId, ...approvers.map((one) => one.objectId), ...custodians].includes(objectId);
}

async function certificateOf({ db }: Viewer, evidenceId: string): Promise<CertificateView | null> {
  const rows = await db.custodyEvent.findMany({
    where: { stream: evidenceId, type: 'evidence.disposed' },
    orderBy: { n: 'desc' },
    take: 1,
    select: storedEventColumns,
  });
  const [held] = await heldEvents(db, rows);
  if (held?.event?.type !== 'evidence.disposed') return null;
  return {
    certificate: held.event.detail,
    eventId: held.row.id,
    recordedAt: held.event.occurredAt,
    leaf: Buffer.from(held.row.leaf).toString('hex'),
    ledgerIndex: held.ledgerIndex?.toString() ?? null,
    holds: held.holds,
  };
}

function viewOf(row: {
  readonly id: string;
  readonly number: string;
  readonly state: string;
  readonly parties: unknown;
  readonly witness: unknown;
  readonly problem: string | null;
  readonly createdAt: Date;
}): DisposalView {
  // These columns hold closed vocabularies and JSON that only the register writes.
  return {
    ...{ id: row.id, number: row.number, problem: row.problem },
    state: row.state as DisposalView['state'],
    parties: row.parties as DisposalParties,
    witness: (row.witness as PersonActor | null)?.displayName ?? null,
    at: row.createdAt.toISOString(),
  };
}
