import { requirePermission } from '../custody/permission.ts';
import { entryFields } from './event-holds.ts';
import type { Viewer } from './viewer.ts';

export interface LedgerEntryRow {
  readonly index: string;
  readonly kind: string | null; // null: the stored bytes are no entry any more
  readonly at: string | null;
  readonly stream: string;
  readonly n: string;
  readonly leaf: string; // hex
}

export interface LedgerEntryPage {
  readonly rows: readonly LedgerEntryRow[]; // newest first
  readonly olderThan: string | null; // index to continue below
}

const pageSize = 100;

/**
 * The entries of the ledger, newest first: only what the entry itself commits to, which names no person and
 * no incident. In: `below`, an index. Throws `forbidden`.
 */
export async function listLedgerEntries(viewer: Viewer, below?: string): Promise<LedgerEntryPage> {
  requirePermission(viewer.actor, 'ledger.read');
  const continueBelow = below !== undefined && /^\d{1,15}$/.test(below) ? BigInt(below) : null;
  const found = await viewer.db.ledgerEntry.findMany({
    where: continueBelow === null ? {} : { idx: { lt: continueBelow } },
    orderBy: { idx: 'desc' },
    take: pageSize + 1,
    select: { idx: true, stream: true, n: true, entry: true, leaf: true },
  });
  const rows = found.slice(0, pageSize).map((row): LedgerEntryRow => {
    const fields = entryFields(row.entry);
    return {
      index: row.idx.toString(),
      kind: fields?.k ?? null,
      at: fields?.t ?? null,
      stream: row.stream,
      n: row.n.toString(),
      leaf: Buffer.from(row.leaf).toString('hex'),
    };
  });
  return { rows, olderThan: found.length > pageSize ? (rows.at(-1)?.index ?? null) : null };
}
