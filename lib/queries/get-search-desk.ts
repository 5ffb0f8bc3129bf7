import { isAddressRange } from '../custody/address-range.ts';
import type { Completion } from '../custody/event-completion.ts';
import type { ExportFormat } from '../custody/export-format.ts';
import { requirePermission } from '../custody/permission.ts';
import { custodyEventTypes } from '../custody/personal-data.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/** What stands beside a search: the person's own searches and files, and what can be typed. */
export interface SearchDesk {
  readonly saved: readonly { readonly id: string; readonly name: string; readonly query: string }[];
  readonly exports: readonly ExportView[]; // of the last days, newest first
  readonly values: Readonly<
    Record<'actor' | 'type' | 'action' | 'incident' | 'item' | 'device' | 'ip', readonly Completion[]>
  >;
}

export interface ExportView {
  readonly id: string;
  readonly query: string;
  readonly format: ExportFormat;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'expired';
  readonly requestedAt: string;
  readonly expiresAt: string | null;
  readonly events: number | null;
  readonly sha256: string | null;
  readonly problem: string | null;
}

const mostOffered = 200;

/** What the viewer has kept and asked for, and some of what they may name. Throws `forbidden`. */
export async function getSearchDesk(viewer: Viewer): Promise<SearchDesk> {
  requirePermission(viewer.actor, 'audit.search');
  const { db, actor } = viewer;
  const own = { objectId: actor.objectId };
  const [saved, exports, values] = await Promise.all([
    db.savedSearch.findMany({
      where: own,
      orderBy: { name: 'asc' },
      select: { id: true, name: true, query: true },
    }),
    db.eventExport.findMany({ where: own, orderBy: { requestedAt: 'desc' }, take: 10 }),
    offered(viewer),
  ]);
  return {
    saved,
    exports: exports.map(({ id, query, format, state, requestedAt, expiresAt, events, sha256, problem }) => ({
      ...{ id, query, events, sha256, problem },
      format: format as ExportFormat, // both checked by the database
      state: expiresAt !== null && expiresAt <= new Date() ? 'expired' : (state as ExportView['state']),
      requestedAt: requestedAt.toISOString(),
      expiresAt: expiresAt?.toISOString() ?? null,
    })),
    values,
  };
}

/** Some of what the viewer may see. Kinds are those that there can be: which were recorded would tell of hidden incidents. */
async function offered({ db, actor }: Viewer): Promise<SearchDesk['values']> {
  const incident = visibleIncidentWhere(actor);
  const [people, incidents, items, devices] = await Promise.all([
    db.$queryRaw<{ account: string; name: string }[]>`
      select account, name from (
        select distinct on (object_id) created_at, actor ->> 'userPrincipalName' as account, actor ->> 'displayName' as name
        from session order by object_id, created_at desc) newest
      order by created_at desc limit ${mostOffered}`,
    db.incident.findMany({
      where: incident,
      orderBy: { updatedAt: 'desc' },
      take: mostOffered,
      select: { number: true, title: true },
    }),
    db.evidenceItem.findMany({
      where: { incident },
      orderBy: { createdAt: 'desc' },
      take: mostOffered,
      select: { exhibitNumber: true, description: true },
    }),
    db.incidentDevice.groupBy({
      by: ['name'],
      where: { incident },
      orderBy: { name: 'asc' },
      take: mostOffered,
      _max: { osPlatform: true },
    }),
  ]);
  return {
    actor: people.map(({ account, name }) => ({ text: account, meaning: name })),
    type: custodyEventTypes.map((type) => ({ text: type, meaning: 'kind of event' })),
    action: [...new Set(custodyEventTypes.map((type) => type.split('.')[0] ?? type))].map((noun) => ({
      text: noun,
      meaning: `every event of ${noun}`,
    })),
    incident: incidents.map(({ number, title }) => ({ text: number, meaning: title })),
    item: items.map(({ exhibitNumber, description }) => ({ text: exhibitNumber, meaning: description })),
    // The viewer's own alone: where others came from is not everybody's to read.
    ip:
      actor.ip === null || !isAddressRange(actor.ip)
        ? []
        : [{ text: actor.ip, meaning: 'the address you come from' }],
    device: devices.map(({ name, _max }) => ({ text: name, meaning: _max.osPlatform ?? 'device' })),
  };
}
