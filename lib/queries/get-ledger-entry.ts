import { requirePermission } from '../custody/permission.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { consistencyProof, type ReadNode } from '../ledger/tree-proof.ts';
import { verifyConsistency } from '../ledger/verify-proof.ts';
import { type CheckpointVerdict, checkpointVerdict, type StoredCheckpoint } from './checkpoint-verdict.ts';
import { correctionsIn, mendableBy } from './corrections.ts';
import { bodyFits, entryHolds, erasedByDecision } from './event-holds.ts';
import { type EventNeighbour, neighboursOfOne } from './event-neighbours.ts';
import { maySeeEvent } from './may-see-event.ts';
import { notFound } from './require-id.ts';
import { type ShownEvent, shownEvents } from './shown-events.ts';
import { leadsTo } from './signed-tree.ts';
import { type TimelineEvent, timelineEvent } from './timeline-event.ts';
import { withTreeNodes } from './tree-nodes.ts';
import type { Viewer } from './viewer.ts';

export interface LedgerEntryView {
  readonly index: string;
  readonly entry: string; // the canonical JSON that the leaf hashes
  readonly leaf: string; // hex
  readonly stream: string;
  readonly n: string;
  readonly leafHolds: boolean; // the leaf is SHA-256(0x00 || entry)
  readonly bodyHolds: boolean | null; // the body fits the entry's commitment; null: nobody has it here, or it was erased by decision
  readonly covered: CoveringCheckpoint | null; // null: no checkpoint covers it yet
  readonly event: TimelineEvent | null; // null: withheld from this viewer
  readonly neighbours: readonly EventNeighbour[]; // of the event in its stream, those that the viewer may see
  readonly evidenceId: string | null;
}

/** The first signed statement over the entry, and the newest. */
export interface CoveringCheckpoint {
  readonly size: string;
  readonly signedAt: string;
  readonly signature: CheckpointVerdict;
  readonly holdsEntry: boolean; // the entry's path leads to its root
  readonly newestSize: string;
  readonly newestSignature: CheckpointVerdict;
  readonly newestHoldsEntry: boolean;
  readonly grewIntoNewest: boolean; // the newest tree begins with this one
}

/**
 * One ledger entry, recomputed on the spot. The event behind it is shown only to those who may see its
 * incident. In: an index, the public keys as vkey lines. Throws `forbidden` or `not-found`.
 */
export async function getLedgerEntry(
  viewer: Viewer,
  index: string,
  verifierKeys: readonly string[],
): Promise<LedgerEntryView> {
  requirePermission(viewer.actor, 'ledger.read');
  if (!/^\d{1,15}$/.test(index)) throw notFound();
  const row = await viewer.db.ledgerEntry.findUnique({ where: { idx: BigInt(index) } });
  if (row === null) throw notFound();
  const [event, checkpoint] = await Promise.all([
    viewer.db.custodyEvent.findUnique({ where: { id: row.eventId } }),
    viewer.db.ledgerCheckpoint.findFirst({ orderBy: { size: 'desc' } }),
  ]);
  const erased = event !== null && (await erasedByDecision(viewer.db, [event])).has(event.id);
  const shown = event !== null && (await maySeeEvent(event, viewer)) ? event : null;
  const [held] = shown === null ? [] : await shownEvents(viewer, [shown]);
  return {
    index: row.idx.toString(),
    entry: new TextDecoder().decode(row.entry),
    leaf: Buffer.from(row.leaf).toString('hex'),
    stream: row.stream,
    n: row.n.toString(),
    leafHolds: entryHolds(row),
    bodyHolds: event === null || erased ? null : bodyFits(event, row),
    covered: await covering(viewer, row, checkpoint, verifierKeys),
    event: held === undefined ? null : await withCorrections(viewer, held),
    neighbours: shown === null ? [] : await neighboursOfOne(viewer, shown),
    evidenceId: shown?.evidenceId ?? null,
  };
}

async function withCorrections(viewer: Viewer, held: ShownEvent): Promise<TimelineEvent> {
  const { id, stream } = held.row;
  return {
    ...timelineEvent(held),
    corrections: (await correctionsIn(viewer, [stream])).get(id) ?? [],
    ...mendableBy(viewer.actor, held),
  };
}

type CheckpointRow = StoredCheckpoint & { readonly createdAt: Date };

/** The first checkpoint that covers the entry, and whether the newest one still grows out of it. */
async function covering(
  viewer: Viewer,
  leaf: { readonly idx: bigint; readonly leaf: Uint8Array },
  newest: CheckpointRow | null,
  keys: readonly string[],
): Promise<CoveringCheckpoint | null> {
  if (newest === null || newest.size <= leaf.idx) return null;
  const first = await viewer.db.ledgerCheckpoint.findFirst({
    where: { size: { gt: leaf.idx } },
    orderBy: { size: 'asc' },
  });
  if (first === null) return null;
  return {
    size: first.size.toString(),
    signedAt: first.createdAt.toISOString(),
    signature: checkpointVerdict(first, keys),
    newestSize: newest.size.toString(),
    newestSignature: checkpointVerdict(newest, keys),
    ...(await withTreeNodes(viewer.db, async (readNode) => ({
      holdsEntry: await leadsTo(first, leaf, readNode),
      newestHoldsEntry: await leadsTo(newest, leaf, readNode),
      grewIntoNewest: await grewInto(first, newest, readNode),
    }))),
  };
}

/** RFC 6962 §2.1.2: whether the newer tree begins with the whole older one. */
async function grewInto(
  older: StoredCheckpoint,
  newer: StoredCheckpoint,
  readNode: ReadNode,
): Promise<boolean> {
  try {
    const [oldSize, newSize] = [older.size, newer.size];
    const proof = await consistencyProof(oldSize, newSize, readNode);
    return verifyConsistency({ oldSize, oldRoot: older.root, newSize, newRoot: newer.root, proof });
  } catch (error) {
    if (error instanceof LedgerError) return false;
    throw error;
  }
}
