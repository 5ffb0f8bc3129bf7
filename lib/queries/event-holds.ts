import { commitBody, decodeEntry, encodeEntry } from '../ledger/ledger-entry.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import type { Viewer } from './viewer.ts';

/** An event as the database has it. */
export interface StoredEvent {
  readonly body: Uint8Array;
  readonly salt: Uint8Array;
  readonly leaf: Uint8Array;
}

/** The entry of an event in the ledger's tree. */
export interface StoredEntry {
  readonly idx: bigint;
  readonly entry: Uint8Array;
  readonly leaf: Uint8Array;
}

/** The ledger entries of these events, by event id; an event that still waits has none. */
export async function entriesOf(
  db: Viewer['db'],
  eventIds: readonly string[],
): Promise<ReadonlyMap<string, StoredEntry>> {
  const rows = await db.ledgerEntry.findMany({
    where: { eventId: { in: [...eventIds] } },
    select: { eventId: true, idx: true, entry: true, leaf: true },
  });
  return new Map(rows.map((row) => [row.eventId, row]));
}

/**
 * True if the event is the one that its ledger entry commits to: the entry fits body and salt, and its bytes give
 * the leaf of both rows. False if any of them was changed after it was written; null while it has no entry.
 */
export function eventHolds(event: StoredEvent, entry: StoredEntry | null): boolean | null {
  if (entry === null) return null;
  return entryHolds(entry) && isEqual(event.leaf, entry.leaf) && bodyFits(event, entry);
}

/** True if the entry's bytes are canonical and give its leaf. */
export function entryHolds({ entry, leaf }: Pick<StoredEntry, 'entry' | 'leaf'>): boolean {
  return holds(() => isEqual(encodeEntry(decodeEntry(entry)).leaf, leaf));
}

/** True if the entry commits to this body under this salt. */
export function bodyFits({ body, salt }: StoredEvent, { entry }: Pick<StoredEntry, 'entry'>): boolean {
  return holds(() => isEqual(decodeEntry(entry).c, commitBody(salt, body)));
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

// Bytes that are no entry any more do not hold either.
function holds(check: () => boolean): boolean {
  try {
    return check();
  } catch (error) {
    if (error instanceof LedgerError) return false;
    throw error;
  }
}
