import type { Prisma } from '../../prisma/generated/client.ts';
import { atOneMoment } from '../adapters/prisma/search-look.ts';
import type { EventQuery } from '../custody/event-query.ts';
import type { ExportFormat } from '../custody/export-format.ts';
import { guardedCsv } from '../custody/guarded-csv.ts';
import { requirePermission } from '../custody/permission.ts';
import { storedEventColumns } from './event-holds.ts';
import { lineOf } from './export-events.ts';
import { timelineEvent } from './get-custody-timeline.ts';
import { placesOf } from './search-events.ts';
import { eventsWhere, newestEvents } from './search-events-where.ts';
import { type ShownEvent, shownEvents } from './shown-events.ts';
import type { Viewer } from './viewer.ts';
import { visibleWithoutGlass } from './visible-incidents.ts';

/** A stretch of the file, and whose events are in it. */
export interface FilePart {
  readonly text: string;
  readonly events: number;
  readonly incidentIds: readonly string[];
}

const pageSize = 500;

/**
 * The events of a search as the text of a file, newest first, a stretch at a time: a table for people, or JSON Lines with
 * what each event's proof needs. What the viewer reads only in an emergency is not in it. Throws `forbidden`.
 */
export async function* eventFile(
  viewer: Viewer,
  query: EventQuery,
  format: ExportFormat,
): AsyncGenerator<FilePart> {
  requirePermission(viewer.actor, 'audit.search');
  if (format === 'csv') yield { text: guardedCsv(csvColumns, []), events: 0, incidentIds: [] };
  for (let after: Place | null = null; ; ) {
    const { rows, last }: Page = await atOneMoment(viewer.db, (tx) => pageOf(tx, viewer, query, after));
    if (rows.length > 0) yield await partOf(viewer, rows, format);
    if (last === null) return;
    after = last;
  }
}

interface Place {
  readonly at: string;
  readonly id: string;
}

type Row = Prisma.CustodyEventGetPayload<{ select: typeof columns }>;

interface Page {
  readonly rows: readonly Row[];
  readonly last: Place | null; // null: nothing comes after
}

const columns = { ...storedEventColumns, incidentId: true, evidenceId: true, actorObjectId: true } as const;

async function pageOf(
  tx: Prisma.TransactionClient,
  { actor }: Viewer,
  query: EventQuery,
  after: Place | null,
): Promise<Page> {
  const where = await eventsWhere(tx, actor, query, visibleWithoutGlass(actor));
  const found = await tx.$queryRaw<Place[]>(newestEvents(where, after, pageSize));
  const stored = await tx.custodyEvent.findMany({
    where: { id: { in: found.map(({ id }) => id) } },
    select: columns,
  });
  const byId = new Map(stored.map((row) => [row.id, row]));
  const last = found.length < pageSize ? null : (found.at(-1) ?? null);
  return { rows: found.flatMap(({ id }) => byId.get(id) ?? []), last };
}

async function partOf(viewer: Viewer, rows: readonly Row[], format: ExportFormat): Promise<FilePart> {
  const held = await shownEvents(viewer, rows);
  return {
    text: format === 'csv' ? await csvOf(viewer, rows, held) : held.map((one) => `${lineOf(one)}\n`).join(''),
    events: rows.length,
    incidentIds: rows.flatMap(({ incidentId }) => incidentId ?? []),
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

async function csvOf(viewer: Viewer, rows: readonly Row[], held: readonly ShownEvent[]): Promise<string> {
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
