import type { Prisma } from '../../prisma/generated/client.ts';
import { CustodyError } from '../custody/custody-error.ts';
import { requirePermission } from '../custody/permission.ts';
import { mayAuditPeople } from '../custody/visibility.ts';
import { encodeBase64 } from '../ledger/strict-base64.ts';
import { storedEventColumns } from './event-holds.ts';
import { notFound, requireId } from './require-id.ts';
import { type ShownEvent, shownEvents } from './shown-events.ts';
import type { Viewer } from './viewer.ts';
import { visibleWithoutGlass } from './visible-incidents.ts';

/** Whose events: an item's chain, all of an incident, or what one person did, tried and decided. */
export type ExportScope =
  | { readonly of: 'item'; readonly id: string }
  | { readonly of: 'incident'; readonly id: string }
  | { readonly of: 'person'; readonly id: string };

export interface EventExport {
  readonly name: string; // of the file, without its ending
  readonly lines: AsyncGenerator<string>; // JSON texts, one a line
}

const pageSize = 500;

/**
 * Every event of a scope, oldest first, as JSON Lines: a first line that says what this is, one line an event with its
 * exact record, salt and entry, from which anyone computes its leaf, and a last line with their number, without which the
 * file is cut short. What is read in an emergency leaves in no file. Throws `forbidden` or `not-found`.
 */
export async function exportEvents(viewer: Viewer, scope: ExportScope): Promise<EventExport> {
  requirePermission(viewer.actor, 'ledger.read');
  const { name, where } = await scopeOf(viewer, scope);
  return { name, lines: linesOf(viewer, name, where) };
}

interface Scope {
  readonly name: string;
  readonly where: Prisma.CustodyEventWhereInput;
}

async function scopeOf(viewer: Viewer, { of, id }: ExportScope): Promise<Scope> {
  const visible = visibleWithoutGlass(viewer.actor);
  switch (of) {
    case 'item': {
      const item = await viewer.db.evidenceItem.findFirst({
        where: { id: requireId(id), incident: visible },
        select: { id: true, exhibitNumber: true },
      });
      if (item === null) throw notFound();
      return { name: item.exhibitNumber, where: { stream: item.id } };
    }
    case 'incident': {
      const incident = await viewer.db.incident.findFirst({
        where: { AND: [{ id: requireId(id) }, visible] },
        select: { id: true, number: true },
      });
      if (incident === null) throw notFound();
      return { name: incident.number, where: { incidentId: incident.id } };
    }
    case 'person':
      return await personScope(viewer, requireId(id), visible);
  }
}

/** One's own acts, or, for who may audit, anybody's; never what belongs to an incident that is hidden from the viewer. */
async function personScope(
  { db, actor }: Viewer,
  objectId: string,
  visible: Prisma.IncidentWhereInput,
): Promise<Scope> {
  if (objectId !== actor.objectId && !mayAuditPeople(actor.roles))
    throw new CustodyError('forbidden', 'What others did is for auditors, leads and controllers.');
  const hidden = await db.incident.findMany({ where: { NOT: visible }, select: { id: true } });
  const shown: Prisma.CustodyEventWhereInput = {
    OR: [{ incidentId: null }, { incidentId: { notIn: hidden.map(({ id }) => id) } }],
  };
  return { name: `person-${objectId}`, where: { actorObjectId: objectId, ...shown } };
}

async function* linesOf(
  viewer: Viewer,
  name: string,
  where: Prisma.CustodyEventWhereInput,
): AsyncGenerator<string> {
  yield JSON.stringify({ holdfast: 'custody-events/1', of: name, exportedAt: new Date().toISOString() });
  let last: string | null = null;
  let count = 0;
  do {
    const page: Prisma.CustodyEventGetPayload<{ select: typeof storedEventColumns }>[] =
      await viewer.db.custodyEvent.findMany({
        where,
        orderBy: [{ occurredAt: 'asc' }, { id: 'asc' }],
        take: pageSize,
        ...(last === null ? {} : { cursor: { id: last }, skip: 1 }),
        select: storedEventColumns,
      });
    for (const held of await shownEvents(viewer, page)) yield lineOf(held);
    count += page.length;
    last = page.length < pageSize ? null : (page.at(-1)?.id ?? null);
  } while (last !== null);
  yield JSON.stringify({ end: true, events: count });
}

/** The record stands in its line as the very text that was committed. What is no record any more stands as its bytes. */
export function lineOf({ row, event, ledgerIndex, holds, trouble, entry, removal }: ShownEvent): string {
  const text = event === null || row.body === null ? null : Buffer.from(row.body).toString();
  const head = JSON.stringify({
    ...{ id: row.id, stream: row.stream, n: row.n.toString(), type: row.type },
    ...{ index: ledgerIndex?.toString() ?? null, holds, trouble },
    leaf: Buffer.from(row.leaf).toString('hex'),
    entry: entry === null ? null : encodeBase64(entry),
    ...(removal === null ? {} : { removal }),
    salt: row.salt === null ? null : encodeBase64(row.salt),
    ...(text === null ? { bytes: row.body === null ? null : encodeBase64(row.body) } : {}),
  });
  return text === null ? head : `${head.slice(0, -1)},"record":${text}}`;
}
