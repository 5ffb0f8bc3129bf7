import { mayDo, requirePermission } from '../custody/permission.ts';
import { maySeeIncident } from '../custody/visibility.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { inclusionProof } from '../ledger/tree-proof.ts';
import { verifyInclusion } from '../ledger/verify-proof.ts';
import { bodyFits, entryHolds } from './event-holds.ts';
import { type TimelineEvent, timelineEvent } from './get-custody-timeline.ts';
import { notFound } from './require-id.ts';
import type { Viewer } from './viewer.ts';

export interface LedgerEntryView {
  readonly index: string;
  readonly entry: string; // the canonical JSON that the leaf hashes
  readonly leaf: string; // hex
  readonly stream: string;
  readonly n: string;
  readonly leafHolds: boolean; // the leaf is SHA-256(0x00 || entry)
  readonly bodyHolds: boolean | null; // the body fits the entry's commitment; null: the body is gone
  readonly inTree: boolean | null; // its path leads to the root of the newest checkpoint; null: none covers it yet
  readonly event: TimelineEvent | null; // null: withheld from this viewer
  readonly evidenceId: string | null;
}

/**
 * One ledger entry, recomputed on the spot. The event behind it is shown only to those who may see its
 * incident. In: an index. Throws `forbidden` or `not-found`.
 */
export async function getLedgerEntry(viewer: Viewer, index: string): Promise<LedgerEntryView> {
  requirePermission(viewer.actor, 'ledger.read');
  if (!/^\d{1,15}$/.test(index)) throw notFound();
  const row = await viewer.db.ledgerEntry.findUnique({ where: { idx: BigInt(index) } });
  if (row === null) throw notFound();
  const [event, checkpoint] = await Promise.all([
    viewer.db.custodyEvent.findUnique({ where: { id: row.eventId } }),
    viewer.db.ledgerCheckpoint.findFirst({ orderBy: { size: 'desc' }, select: { size: true, root: true } }),
  ]);
  const shown = event !== null && (await maySeeBody(viewer, event));
  return {
    index: row.idx.toString(),
    entry: new TextDecoder().decode(row.entry),
    leaf: Buffer.from(row.leaf).toString('hex'),
    stream: row.stream,
    n: row.n.toString(),
    leafHolds: entryHolds(row),
    bodyHolds: event === null ? null : bodyFits(event, row),
    inTree:
      checkpoint === null || row.idx >= checkpoint.size ? null : await isInTree(viewer, row, checkpoint),
    event: shown ? timelineEvent(event, row) : null,
    evidenceId: shown ? event.evidenceId : null,
  };
}

interface EventOwner {
  readonly incidentId: string | null;
  readonly actorObjectId: string | null;
}

// Events of an incident follow the incident; a person's own events are for that person and for who may audit.
async function maySeeBody(viewer: Viewer, event: EventOwner): Promise<boolean> {
  if (event.incidentId === null) {
    const own = event.actorObjectId === null || event.actorObjectId === viewer.actor.objectId;
    return (
      own || viewer.actor.roles.some((role) => role === 'auditor' || role === 'lead' || role === 'controller')
    );
  }
  if (!mayDo(viewer.actor.roles, 'incident.read')) return false;
  const incident = await viewer.db.incident.findUnique({
    where: { id: event.incidentId },
    select: { restricted: true, members: { select: { objectId: true } } },
  });
  if (incident === null) return false;
  const memberObjectIds = incident.members.map((member) => member.objectId);
  return maySeeIncident(viewer.actor, { restricted: incident.restricted, memberObjectIds });
}

/** Whether the leaf, with the nodes the database has now, still gives the root that was signed (RFC 6962 §2.1.1). */
async function isInTree(
  viewer: Viewer,
  { idx: index, leaf }: { readonly idx: bigint; readonly leaf: Uint8Array },
  { size, root }: { readonly size: bigint; readonly root: Uint8Array },
): Promise<boolean> {
  try {
    const proof = await inclusionProof(size, index, (level, n) => readNode(viewer, level, n));
    return verifyInclusion({ leaf, index, size, proof, root });
  } catch (error) {
    if (error instanceof LedgerError) return false;
    throw error;
  }
}

async function readNode(viewer: Viewer, level: number, n: bigint): Promise<Uint8Array> {
  const { ledgerEntry, ledgerNode } = viewer.db;
  if (level === 0) {
    const entry = await ledgerEntry.findUnique({ where: { idx: n }, select: { leaf: true } });
    if (entry !== null) return entry.leaf;
  } else {
    const node = await ledgerNode.findUnique({ where: { level_n: { level, n } }, select: { hash: true } });
    if (node !== null) return node.hash;
  }
  throw new LedgerError(`The node ${n} of level ${level} is not in the tree.`);
}
