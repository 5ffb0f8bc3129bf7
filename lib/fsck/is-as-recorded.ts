import { sameBytes } from '../ledger/bytes.ts';
import { microsecondsOf } from '../ledger/entry-time.ts';
import { commitBody, type LedgerEntry } from '../ledger/ledger-entry.ts';
import { bodyColumns } from './body-columns.ts';
import type { PackedRows } from './packed-rows.ts';

const epochMicroseconds = Date.UTC(2000, 0, 1) * 1000; // PostgreSQL counts from here

/**
 * Whether a row's columns and the event that it stands for are what its entry says: the same questions as `checkRow`,
 * which puts into words what this only denies. In: the row, the entry's leaf and fields.
 */
export function isAsRecorded(
  rows: PackedRows,
  row: number,
  { leaf, fields }: { readonly leaf: Uint8Array; readonly fields: LedgerEntry },
): boolean {
  const n = Number(fields.n);
  return (
    sameBytes(rows.bytes(row, 'leaf'), leaf) &&
    rows.text(row, 'eventId') === fields.id &&
    rows.text(row, 'stream') === fields.s &&
    rows.integer(row, 'n') === n &&
    rows.text(row, 'type') === fields.k &&
    rows.text(row, 'eventStream') === fields.s &&
    rows.integer(row, 'eventN') === n &&
    rows.integer(row, 'occurredAt') === microsecondsOf(fields.t) - epochMicroseconds &&
    sameBytes(rows.bytes(row, 'eventLeaf'), leaf) &&
    isCommitted(rows, row, fields.c) &&
    areDerived(rows, row)
  );
}

function isCommitted(rows: PackedRows, row: number, commitment: Uint8Array): boolean {
  const salt = rows.bytes(row, 'salt');
  return salt.length === 32 && sameBytes(commitBody(salt, rows.bytes(row, 'body')), commitment);
}

function areDerived(rows: PackedRows, row: number): boolean {
  const about = bodyColumns(rows.bytes(row, 'body'));
  if (about === null) return false;
  return (
    rows.text(row, 'actorObjectId') === about.actorObjectId &&
    rows.text(row, 'actorLabel') === about.actorLabel &&
    rows.text(row, 'incidentId') === about.incidentId &&
    rows.text(row, 'evidenceId') === about.evidenceId &&
    rows.text(row, 'acquisitionId') === about.acquisitionId
  );
}
