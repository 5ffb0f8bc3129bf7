import { bodyColumns } from '../custody/body-columns.ts';
import type { EventColumns } from '../custody/event-columns.ts';
import { commitBody, type LedgerEntry } from '../ledger/ledger-entry.ts';
import type { DatabaseRow, EventRow } from './database-rows.ts';
import type { Findings } from './findings.ts';

/**
 * Whether a row's columns, and the event that it stands for, are what its entry says. In: the entry's leaf and fields, and
 * the events whose body was erased by a decision that stands in the ledger: of those the place alone is held.
 */
export function checkRow(
  row: DatabaseRow,
  { leaf, fields }: { readonly leaf: Uint8Array; readonly fields: LedgerEntry },
  where: string,
  findings: Findings,
  erased: ReadonlySet<string> = new Set(),
): void {
  const wrong = differing([
    ['leaf', Buffer.compare(row.leaf, leaf) === 0],
    ['event_id', row.event_id === fields.id],
    ['stream', row.stream === fields.s],
    ['n', row.n === fields.n.toString()],
  ]);
  if (wrong !== '')
    findings.add('verifier-state-forged', where, `Its columns are not what it says: ${wrong}.`);
  if (row.event === null) {
    if (erased.has(fields.id)) return; // put back from the anchors, which had nothing of it any more
    findings.add('deleted', where, `The event ${fields.id} of this entry is no longer there.`);
  } else checkEvent(row.event, { leaf, fields }, `event of ${where}`, findings, erased.has(fields.id));
}

function checkEvent(
  event: EventRow,
  { leaf, fields }: { readonly leaf: Uint8Array; readonly fields: LedgerEntry },
  where: string,
  findings: Findings,
  erased: boolean,
): void {
  const { body, salt } = event;
  const place = [
    ['type', event.type === fields.k],
    ['stream', event.stream === fields.s],
    ['n', event.n === fields.n.toString()],
    ['occurred_at', event.occurred_at === fields.t],
    ['leaf', Buffer.compare(event.leaf, leaf) === 0],
  ] as const;
  if (erased && body === null && salt === null) {
    const wrong = differing(place);
    if (wrong !== '') findings.add('edited', where, `Its columns are not what its entry says: ${wrong}.`);
    return;
  }
  if (body === null || salt === null || salt.length !== 32) {
    findings.add('deleted', where, 'Its body or its salt is no longer there.');
    return;
  }
  if (Buffer.compare(commitBody(salt, body), fields.c) !== 0) {
    findings.add('edited', where, 'Its body or its salt is not the one that the entry commits to.');
    return;
  }
  const about = bodyColumns(body);
  if (about === null) {
    findings.add('damage', where, 'Its body is what the entry commits to, and no event.');
    return;
  }
  const wrong = differing([...place, ...derivedColumns(event, about)]);
  if (wrong !== '') findings.add('edited', where, `Its columns are not what its body says: ${wrong}.`);
}

function derivedColumns(event: EventRow, about: EventColumns): readonly (readonly [string, boolean])[] {
  return [
    ['actor_object_id', event.actor_object_id === about.actorObjectId],
    ['actor_label', event.actor_label === about.actorLabel],
    ['incident_id', event.incident_id === about.incidentId],
    ['evidence_id', event.evidence_id === about.evidenceId],
    ['acquisition_id', event.acquisition_id === about.acquisitionId],
  ];
}

function differing(columns: readonly (readonly [string, boolean])[]): string {
  return columns
    .filter(([, isRight]) => !isRight)
    .map(([name]) => name)
    .join(', ');
}
