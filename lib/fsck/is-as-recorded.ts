import { bodyColumns } from '../custody/body-columns.ts';
import { bodyCommitmentInto } from '../ledger/ledger-entry.ts';
import { type PlainEntry, standsAt } from '../ledger/plain-entry.ts';
import type { ReadEntry } from '../ledger/read-entry.ts';
import { actorColumns } from './actor-columns.ts';
import { BodyScan } from './body-scan.ts';
import { type Column, column, type PackedRows } from './packed-rows.ts';

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
    rows.holds(row, column.leaf, tile, leafAt, leafEnd) &&
    rows.holdsUuid(row, column.eventId, source, plain.id, plain.id + 36) &&
    rows.holds(row, column.stream, source, plain.s, plain.sEnd) &&
    rows.integer(row, column.n) === plain.n &&
    rows.holds(row, column.type, source, plain.k, plain.kEnd) &&
    rows.holds(row, column.eventStream, source, plain.s, plain.sEnd) &&
    rows.integer(row, column.eventN) === plain.n &&
    rows.integer(row, column.occurredAt) === plain.time - epochMicroseconds &&
    rows.holds(row, column.eventLeaf, tile, leafAt, leafEnd) &&
    isCommitted(rows, row, plain) &&
    areDerived(rows, row)
  );
}

const commitment = new Uint8Array(32);

function isCommitted(rows: PackedRows, row: number, { c }: PlainEntry): boolean {
  const salt = rows.view(row, column.salt);
  if (salt.length !== saltBytes) return false;
  bodyCommitmentInto(salt, rows.view(row, column.body), commitment);
  for (let i = 0; i < commitment.length; i += 1) if (commitment[i] !== c[i]) return false;
  return true;
}

const scan = new BodyScan();

/** Whether the columns by which pages find an event are those that its body gives. */
function areDerived(rows: PackedRows, row: number): boolean {
  const { bytes } = rows;
  if (!scan.read(bytes, rows.start(row, column.body), rows.end(row, column.body)))
    return areParsed(rows, row);
  const about = actorColumns(bytes, scan.actor, scan.actorEnd);
  return (
    about !== null &&
    (about.objectId === null
      ? rows.isNull(row, column.actorObjectId)
      : rows.holds(row, column.actorObjectId, about.objectId)) &&
    rows.holds(row, column.actorLabel, about.label) &&
    isSubject(rows, row, column.incidentId, incident) &&
    isSubject(rows, row, column.evidenceId, evidence) &&
    isSubject(rows, row, column.acquisitionId, acquisition)
  );
}

const ascii = (text: string) => new TextEncoder().encode(text);
const incident = ascii('incident:');
const evidence = ascii('evidence:');
const acquisition = ascii('acquisition:');

/** As in `eventColumns`: the stream itself if it is of this kind, else the first subject that is. In: the kind with its colon. */
function isSubject(rows: PackedRows, row: number, which: Column, prefix: Uint8Array): boolean {
  const { bytes } = rows;
  const kindLength = prefix.length - 1;
  if (scan.kindEnd - scan.kind === kindLength && standsAt(bytes, scan.kind, prefix, 0, kindLength))
    return rows.holdsUuid(row, which, bytes, scan.streamId, scan.streamIdEnd);
  for (let i = 0; i < scan.subjects; i += 1) {
    const start = scan.subjectStarts[i] ?? 0;
    if (!standsAt(bytes, start, prefix)) continue;
    return rows.holdsUuid(row, which, bytes, start + prefix.length, scan.subjectEnds[i] ?? 0);
  }
  return rows.isNull(row, which);
}

/** The same of a body that is written in some other way. */
function areParsed(rows: PackedRows, row: number): boolean {
  const about = bodyColumns(rows.view(row, column.body));
  if (about === null) return false;
  return (
    rows.text(row, column.actorObjectId) === about.actorObjectId &&
    rows.text(row, column.actorLabel) === about.actorLabel &&
    rows.uuid(row, column.incidentId) === about.incidentId &&
    rows.uuid(row, column.evidenceId) === about.evidenceId &&
    rows.uuid(row, column.acquisitionId) === about.acquisitionId
  );
}
