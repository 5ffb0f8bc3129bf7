import { type RecordedEvent, recordedEventOf } from '../custody/recorded-event.ts';
import { commitBody, decodeEntry, encodeEntry, type LedgerEntry } from '../ledger/ledger-entry.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { type SignedTree, signedTree } from './signed-tree.ts';
import type { Viewer } from './viewer.ts';

/** An event as the database has it. */
export interface StoredEvent {
  readonly id: string;
  readonly stream: string;
  readonly n: bigint;
  readonly type: string;
  readonly occurredAt: Date;
  readonly actorLabel: string;
  readonly body: Uint8Array | null; // null: erased by decision, or somebody took it away
  readonly salt: Uint8Array | null;
  readonly leaf: Uint8Array;
}

export const storedEventColumns = {
  id: true,
  stream: true,
  n: true,
  type: true,
  occurredAt: true,
  actorLabel: true,
  body: true,
  salt: true,
  leaf: true,
} as const;

/** The entry of an event in the ledger's tree. */
export interface StoredEntry {
  readonly idx: bigint;
  readonly entry: Uint8Array;
  readonly leaf: Uint8Array;
}

/**
 * `changed`: the record is not its entry's, or the ledger knows nothing of it. `path`: it is, but its entry or a
 * neighbour in the tree is not what was signed, or lies beyond the tree.
 */
export type EventTrouble = 'changed' | 'path';

/** A stored event beside what the ledger committed to. */
export interface HeldEvent {
  readonly row: StoredEvent;
  readonly event: RecordedEvent | null; // null: the stored bytes are no event any more
  readonly ledgerIndex: bigint | null; // null: not in the ledger, for which it waits unless there is trouble
  /** Whether it is what was committed, and its entry leads to the newest signed root; null: waiting for the ledger or a signature. */
  readonly holds: boolean | null;
  readonly trouble: EventTrouble | null;
  readonly entry: Uint8Array | null; // what the ledger has of it, or will have; null: it knows nothing of it
}

/** Checks stored events against their entries and the newest checkpoint, in six queries however many they are. */
export async function heldEvents(
  db: Viewer['db'],
  rows: readonly StoredEvent[],
): Promise<readonly HeldEvent[]> {
  const where = { eventId: { in: rows.map((row) => row.id) } };
  // Before the entries: what moves into the tree meanwhile is then seen in at least one of the two.
  const queued = await db.ledgerPending.findMany({
    where,
    select: { eventId: true, entry: true, leaf: true },
  });
  const found = await db.ledgerEntry.findMany({
    where,
    select: { eventId: true, idx: true, entry: true, leaf: true },
  });
  const entries = new Map(found.map((entry) => [entry.eventId, entry]));
  const waiting = new Map(queued.map((entry) => [entry.eventId, entry]));
  const tree = await signedTree(db, found);
  const erased = await erasedByDecision(db, rows);
  return rows.map((row) => {
    const entry = entries.get(row.id) ?? null;
    const event = recordedEventOf(row.body);
    const committed = entry ?? waiting.get(row.id) ?? null;
    const told = event !== null || erased.has(row.id);
    const sound = told && committed !== null && eventHolds(row, committed, erased.has(row.id));
    const place = { ledgerIndex: entry?.idx ?? null, entry: committed?.entry ?? null };
    return { row, event, ...place, ...standing(sound, entry, tree) };
  });
}

/** Those whose body is gone by a decision that stands in the tree. Their place is judged without it. */
export async function erasedByDecision(
  db: Viewer['db'],
  rows: readonly StoredEvent[],
): Promise<ReadonlySet<string>> {
  const gone = rows.filter(({ body, salt }) => body === null && salt === null).map(({ id }) => id);
  if (gone.length === 0) return new Set();
  const found = await db.$queryRaw<{ id: string }[]>`
    select id::text from unnest(${gone}::uuid[]) as id where erasure_stands(id)`;
  return new Set(found.map(({ id }) => id));
}

function standing(
  sound: boolean,
  entry: StoredEntry | null,
  tree: SignedTree,
): Pick<HeldEvent, 'holds' | 'trouble'> {
  if (!sound) return { holds: false, trouble: 'changed' };
  const holds = entry === null ? null : tree.holds(entry);
  return { holds, trouble: holds === false ? 'path' : null };
}

/** True if the event is the one that its entry commits to, in the ledger or waiting for it: every column, body and salt (unless erased), and both leaves. */
function eventHolds(
  event: StoredEvent,
  entry: Pick<StoredEntry, 'entry' | 'leaf'>,
  erased: boolean,
): boolean {
  const fields = entryFields(entry.entry);
  return (
    fields !== null &&
    entryHolds(entry) &&
    isEqual(event.leaf, entry.leaf) &&
    fields.id === event.id &&
    fields.s === event.stream &&
    fields.n === event.n &&
    fields.k === event.type &&
    Date.parse(fields.t) === event.occurredAt.getTime() &&
    (erased || bodyFits(event, entry))
  );
}

/** The fields of an entry, or null if its bytes are no entry any more: a damaged row must be seen, not hide others. */
export function entryFields(bytes: Uint8Array): LedgerEntry | null {
  return whenSound(() => decodeEntry(bytes));
}

/** True if the entry's bytes are canonical and give its leaf. */
export function entryHolds({ entry, leaf }: Pick<StoredEntry, 'entry' | 'leaf'>): boolean {
  return whenSound(() => isEqual(encodeEntry(decodeEntry(entry)).leaf, leaf)) ?? false;
}

/** True if the entry commits to this body under this salt. */
export function bodyFits(
  { body, salt }: Pick<StoredEvent, 'body' | 'salt'>,
  { entry }: Pick<StoredEntry, 'entry'>,
): boolean {
  if (body === null || salt === null) return false;
  return whenSound(() => isEqual(decodeEntry(entry).c, commitBody(salt, body))) ?? false;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

// What the arithmetic refuses to take does not hold; any other error is a real one.
function whenSound<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof LedgerError) return null;
    throw error;
  }
}
