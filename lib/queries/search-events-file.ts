import { atOneMoment } from '../adapters/prisma/search-look.ts';
import type { EventQuery } from '../custody/event-query.ts';
import type { ExportFormat } from '../custody/export-format.ts';
import { guardedCsv } from '../custody/guarded-csv.ts';
import { eventPages, type FoundRow } from './event-pages.ts';
import { lineOf } from './export-events.ts';
import { type MisfiledEvents, misfiledEvents } from './misfiled-events.ts';
import { placesOf } from './search-events.ts';
import { eventsWhere } from './search-events-where.ts';
import { type ShownEvent, shownEvents } from './shown-events.ts';
import { timelineEvent } from './timeline-event.ts';
import type { Viewer } from './viewer.ts';
import { visibleWithoutGlass } from './visible-incidents.ts';

/** A stretch of the file, and whose events are in it. */
export interface FilePart {
  readonly text: string;
  readonly events: number;
  readonly incidentIds: readonly string[];
  readonly misfiled: MisfiledEvents; // that the whole file lacks, because the database was changed
}

/**
 * The events of a search among the first `ledgerSize` entries of the ledger as the text of a file, newest first, a stretch
 * at a time: a table for people, or JSON Lines with what each event's proof needs. The first stretch tells what is lacking.
 * Throws `forbidden`.
 */
export async function* eventFile(
  viewer: Viewer,
  query: EventQuery,
  format: ExportFormat,
  ledgerSize: bigint,
): AsyncGenerator<FilePart> {
  const misfiled = await atOneMoment(viewer.db, async (tx) => {
    const where = await eventsWhere(tx, viewer.actor, query, visibleWithoutGlass(viewer.actor));
    return await misfiledEvents(tx, where, query);
  });
  yield { ...nothing, text: format === 'csv' ? guardedCsv(csvColumns, []) : '', misfiled };
  for await (const rows of eventPages(viewer, query, ledgerSize)) yield await partOf(viewer, rows, format);
}

const nothing: FilePart = { text: '', events: 0, incidentIds: [], misfiled: { events: [], isMore: false } };

async function partOf(viewer: Viewer, rows: readonly FoundRow[], format: ExportFormat): Promise<FilePart> {
  if (rows.length === 0) return nothing; // it goes on
  const held = await shownEvents(viewer, rows);
  return {
    text: format === 'csv' ? await csvOf(viewer, rows, held) : held.map((one) => `${lineOf(one)}\n`).join(''),
    events: rows.length,
    incidentIds: rows.flatMap(({ incidentId }) => incidentId ?? []),
    misfiled: nothing.misfiled,
  };
}

const csvColumns = [
  ...[
    'Time (UTC)',
    'Type',
    'What',
    'Sentence',
    'Taken by',
    'Object id',
    'Address',
    'Reason',
    'Incident',
    'Item',
  ],
  ...['Stream', 'Number', 'Ledger entry', 'Holds', 'Leaf (SHA-256)', 'Event'],
];

async function csvOf(
  viewer: Viewer,
  rows: readonly FoundRow[],
  held: readonly ShownEvent[],
): Promise<string> {
  const { incidents, exhibits } = await placesOf(viewer, rows);
  const cells = held.map((one, index) => {
    const { words, who, occurredAt, record, ledgerIndex, holds, leaf, n } = timelineEvent(one);
    const row = rows[index];
    return [
      ...[occurredAt, one.row.type, words.title, words.sentence, who],
      ...[row?.actorObjectId ?? '', record?.address ?? '', record?.reason ?? ''],
      ...[
        incidents.get(row?.incidentId ?? '')?.number ?? '',
        exhibits.get(row?.evidenceId ?? '')?.exhibitNumber ?? '',
      ],
      ...[one.row.stream, n, ledgerIndex ?? '', holds === null ? 'waiting' : String(holds), leaf, one.row.id],
    ];
  });
  const [first = [], ...others] = cells; // the column names were written before
  return guardedCsv(first, others);
}
