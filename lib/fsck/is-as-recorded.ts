import { bodyCommitmentInto } from '../ledger/ledger-entry.ts';
import { type PlainEntry, standsAt } from '../ledger/plain-entry.ts';
import type { ReadEntry } from '../ledger/read-entry.ts';
import { actorColumns } from './actor-columns.ts';
import { bodyColumns } from './body-columns.ts';
import { BodyScan } from './body-scan.ts';
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
    rows.holdsUuid(row, 'eventId', source, plain.id, plain.id + 36) &&
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

const scan = new BodyScan();

/** Whether the columns by which pages find an event are those that its body gives. */
function areDerived(rows: PackedRows, row: number): boolean {
  const { bytes } = rows;
  if (!scan.read(bytes, rows.start(row, 'body'), rows.end(row, 'body'))) return areParsed(rows, row);
  const about = actorColumns(bytes, scan.actor, scan.actorEnd);
  return (
    about !== null &&
    (about.objectId === null
      ? rows.isNull(row, 'actorObjectId')
      : rows.holds(row, 'actorObjectId', about.objectId)) &&
    rows.holds(row, 'actorLabel', about.label) &&
    isSubject(rows, row, 'incidentId', incident) &&
    isSubject(rows, row, 'evidenceId', evidence) &&
    isSubject(rows, row, 'acquisitionId', acquisition)
  );
}

const ascii = (text: string) => new TextEncoder().encode(text);
const incident = ascii('incident:');
const evidence = ascii('evidence:');
const acquisition = ascii('acquisition:');

/** As in `eventColumns`: the stream itself if it is of this kind, else the first subject that is. In: the kind with its colon. */
function isSubject(
  rows: PackedRows,
  row: number,
  column: 'incidentId' | 'evidenceId' | 'acquisitionId',
  prefix: Uint8Array,
): boolean {
  const { bytes } = rows;
  const kindLength = prefix.length - 1;
  if (scan.kindEnd - scan.kind === kindLength && standsAt(bytes, scan.kind, prefix, 0, kindLength))
    return rows.holdsUuid(row, column, bytes, scan.streamId, scan.streamIdEnd);
  for (let i = 0; i < scan.subjects; i += 1) {
    const start = scan.subjectStarts[i] ?? 0;
    if (!standsAt(bytes, start, prefix)) continue;
    return rows.holdsUuid(row, column, bytes, start + prefix.length, scan.subjectEnds[i] ?? 0);
  }
  return rows.isNull(row, column);
}

/** The same of a body that is written in some other way. */
function areParsed(rows: PackedRows, row: number): boolean {
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
