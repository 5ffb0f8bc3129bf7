import { requirePermission } from '../custody/permission.ts';
import { entryFields } from './event-holds.ts';
import { type LedgerSearch, ledgerSearch } from './ledger-search.ts';
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
  readonly found: string | null; // how a search was understood; null: there was none
}

const pageSize = 100;

/**
 * The entries of the ledger, newest first: only what the entry itself commits to, which names no person and
 * no incident. In: `below`, an index; `search`, words of a person. Throws `forbidden`.
 */
export async function listLedgerEntries(
  viewer: Viewer,
  below?: string,
  search = '',
): Promise<LedgerEntryPage> {
  requirePermission(viewer.actor, 'ledger.read');
  const words = search.trim();
  const wanted = words === '' ? null : await ledgerSearch(words, viewer);
  const continueBelow = below !== undefined && /^\d{1,15}$/.test(below) ? BigInt(below) : null;
  const found = await storedEntries(viewer.db, wanted, continueBelow);
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
  return {
    rows,
    olderThan: found.length > pageSize ? (rows.at(-1)?.index ?? null) : null,
    found: wanted === null ? null : wordsOf(wanted),
  };
}

interface StoredRow {
  readonly idx: bigint;
  readonly stream: string;
  readonly n: bigint;
  readonly entry: Uint8Array;
  readonly leaf: Uint8Array;
}

async function storedEntries(
  db: Viewer['db'],
  wanted: LedgerSearch | null,
  below: bigint | null,
): Promise<readonly StoredRow[]> {
  if (wanted?.by === 'nothing') return [];
  if (wanted?.by === 'kind') return await entriesOfKind(db, wanted.kind, below);
  const before = below === null ? [] : [{ idx: { lt: below } }];
  return await db.ledgerEntry.findMany({
    where: { AND: [...before, wherever(wanted)] },
    orderBy: { idx: 'desc' },
    take: pageSize + 1,
    select: { idx: true, stream: true, n: true, entry: true, leaf: true },
  });
}

function wherever(wanted: Extract<LedgerSearch, { by: 'index' | 'stream' }> | null) {
  switch (wanted?.by) {
    case 'index':
      return { idx: wanted.index };
    case 'stream':
      return { stream: { in: [...wanted.streams] } };
    case undefined:
      return {};
  }
}

/** The kind stands within the entry's bytes; the register's column is what can be searched. */
async function entriesOfKind(
  db: Viewer['db'],
  kind: string,
  below: bigint | null,
): Promise<readonly StoredRow[]> {
  const limit = below ?? 2n ** 62n;
  return await db.$queryRaw<StoredRow[]>`
    select e.idx, e.stream, e.n, e.entry, e.leaf
    from ledger_entry e join custody_event c on c.id = e.event_id
    where starts_with(c.type, ${kind}) and e.idx < ${limit}
    order by e.idx desc limit ${pageSize + 1}`;
}

function wordsOf(wanted: LedgerSearch): string {
  switch (wanted.by) {
    case 'index':
      return `Entry ${wanted.index}`;
    case 'kind':
      return `Entries of the kind ${wanted.kind}`;
    case 'stream':
    case 'nothing':
      return wanted.words;
  }
}
