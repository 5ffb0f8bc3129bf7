import { bodyCommitmentInto } from '../ledger/ledger-entry.ts';
import type { PlainEntry } from '../ledger/plain-entry.ts';
import type { ReadEntry } from '../ledger/read-entry.ts';
import { bodyColumns } from './body-columns.ts';
import type { PackedRows } from './packed-rows.ts';

const epochMicroseconds = Date.UTC(2000, 0, 1) * 1000; // PostgreSQL counts from here
const saltBytes = 32;

/**
 * Whether a row's columns and the event that it stands for are what its entry says: the same questions as `checkRow`,
 * which puts into words what this only denies. It denies too much rather than too little. In: the row and the entry,
 * whose bytes may be those of another copy that holds the same.
 */
export function isAsRecorded(rows: PackedRows, row: number, read: ReadEntry): boolean {
  const { plain, tile, leafAt, source } = read;
  if (plain === null) return false;
  const leafEnd = leafAt + 32;
  return (
    rows.holds(row, 'leaf', tile, leafAt, leafEnd) &&
    rows.holdsUuid(row, 'eventId', source, plain.id) &&
    rows.holds(row, 'stream', source, plain.s, plain.sEnd) &&
    rows.integer(row, 'n') === plain.n &&
    rows.holds(row, 'type', source, plain.k, plain.kEnd) &&
    rows.holds(row, 'eventStream', source, plain.s, plain.sEnd) &&
    rows.integer(row, 'eventN') === plain.n &&
    rows.integer(row, 'occurredAt') === plain.time - epochMicroseconds &&
    rows.holds(row, 'eventLeaf', tile, leafAt, leafEnd) &&
    isCommitted(rows, row, plain) &&
    areDerived(rows, row)
  );
}

const commitment = new Uint8Array(32);

function isCommitted(rows: PackedRows, row: number, { c }: PlainEntry): boolean {
  const salt = rows.view(row, 'salt');
  if (salt.length !== saltBytes) return false;
  bodyCommitmentInto(salt, rows.view(row, 'body'), commitment);
  for (let i = 0; i < commitment.length; i += 1) if (commitment[i] !== c[i]) return false;
  return true;
}

function areDerived(rows: PackedRows, row: number): boolean {
  const about = bodyColumns(rows.view(row, 'body'));
  if (about === null) return false;
  return (
    rows.text(row, 'actorObjectId') === about.actorObjectId &&
    rows.text(row, 'actorLabel') === about.actorLabel &&
    rows.uuid(row, 'incidentId') === about.incidentId &&
    rows.uuid(row, 'evidenceId') === about.evidenceId &&
    rows.uuid(row, 'acquisitionId') === about.acquisitionId
  );
}
