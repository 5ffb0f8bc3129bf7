import { mayDo, requirePermission } from '../custody/permission.ts';
import { type IncidentEntities, incidentEntities } from './incident-entities.ts';
import { removedNoteTexts } from './note-texts.ts';
import { pageNumber } from './page-number.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface IncidentView extends IncidentEntities {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly severity: string;
  readonly status: 'open' | 'closed';
  readonly source: string;
  readonly sourceStatus: string | null;
  readonly classification: string | null;
  readonly assignedTo: string | null;
  readonly webUrl: string | null;
  readonly container: string;
  readonly openedAt: string;
  readonly syncedAt: string | null;
  readonly closedAt: string | null;
  readonly firstActivityAt: string; // of its alerts, or when it was opened
  /** Of each a page, the newest alerts and notes first. */
  readonly alerts: readonly AlertView[];
  readonly notes: readonly NoteView[];
  readonly page: number; // from 1
  readonly pageRows: number; // at most on one
  readonly counts: {
    readonly alerts: number;
    readonly machines: number;
    readonly devices: number;
    readonly notes: number;
    readonly evidence: number;
    readonly sealed: number;
    readonly missing: number;
    readonly events: number;
  };
  readonly may: { readonly acquire: boolean; readonly change: boolean; readonly seeDevices: boolean };
}

export interface AlertView {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
  readonly category: string | null;
  readonly description: string | null;
  readonly firstActivityAt: string | null;
  readonly createdAt: string;
}

export interface NoteView {
  readonly id: string;
  readonly author: string;
  readonly text: string;
  readonly createdAt: string;
}

/** Rows of one page of alerts, of notes, and of machines and devices together. */
const pageRows = 100;

/** Which page of its lists, from 1, and which machines and devices: out of an address. */
interface AskedPage {
  readonly page?: string | undefined;
  readonly name?: string | undefined;
}

/** One incident with everything its page shows. Throws `forbidden`, or `not-found` also for what is hidden. */
export async function getIncident(
  viewer: Viewer,
  incidentId: string,
  asked: AskedPage = {},
): Promise<IncidentView> {
  requirePermission(viewer.actor, 'incident.read');
  const id = requireId(incidentId);
  const page = pageNumber(asked.page);
  const part = { skip: (page - 1) * pageRows, take: pageRows };
  const row = await viewer.db.incident.findFirst({
    where: { AND: [{ id }, visibleIncidentWhere(viewer.actor)] },
    include: {
      alerts: { orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], ...part },
      notes: { orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], ...part },
      _count: { select: { alerts: true, machines: true, devices: true, notes: true } },
    },
  });
  if (row === null) throw notFound();
  const [told, removedTexts, entities] = await Promise.all([
    countsOf(viewer.db, id),
    removedNoteTexts(
      viewer,
      id,
      row.notes.map((note) => note.id),
    ),
    incidentEntities(viewer.db, id, { name: asked.name?.trim() ?? '', ...part }),
  ]);
  const { firstActivityAt, ...counts } = told;
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    severity: row.severity,
    status: row.status === 'closed' ? 'closed' : 'open',
    source: row.source,
    sourceStatus: row.sourceStatus,
    classification: row.classification,
    assignedTo: row.assignedTo,
    webUrl: row.webUrl,
    container: row.container,
    openedAt: row.openedAt.toISOString(),
    syncedAt: row.syncedAt?.toISOString() ?? null,
    closedAt: row.closedAt?.toISOString() ?? null,
    firstActivityAt: new Date(
      Math.min(row.openedAt.getTime(), firstActivityAt?.getTime() ?? Infinity),
    ).toISOString(),
    alerts: row.alerts.map((alert) => ({
      id: alert.id,
      title: alert.title,
      severity: alert.severity,
      category: alert.category,
      description: alert.description,
      firstActivityAt: alert.firstActivityAt?.toISOString() ?? null,
      createdAt: alert.createdAt.toISOString(),
    })),
    notes: row.notes.map((note) => ({
      id: note.id,
      author: note.authorName,
      text: removedTexts.get(note.id) ?? (note.text === '' ? 'erased by decision' : note.text),
      createdAt: note.createdAt.toISOString(),
    })),
    ...entities,
    ...{ page, pageRows },
    counts: { ...row._count, ...counts },
    may: {
      acquire: mayDo(viewer.actor.roles, 'acquisition.request'),
      change: mayDo(viewer.actor.roles, 'incident.close'),
      seeDevices: mayDo(viewer.actor.roles, 'device.read'),
    },
  };
}

interface Counts {
  readonly firstActivityAt: Date | null;
  readonly evidence: number;
  readonly sealed: number;
  readonly missing: number;
  readonly events: number;
}

/** Sealed: and the store was last seen to have it; what is recorded of each item is judged where it is listed. */
async function countsOf(db: Viewer['db'], id: string): Promise<Counts> {
  const [counts] = await db.$queryRaw<Counts[]>`
    select taken.*, (select count(*)::int from custody_event where incident_id = ${id}::uuid) as events,
      (select min(coalesce(first_activity_at, created_at)) from incident_alert where incident_id = ${id}::uuid)
        as "firstActivityAt"
    from (
      select count(*)::int as evidence,
        (count(*) filter (where e.state = 'sealed' and p.state is distinct from 'missing' and p.state is distinct from 'other'))::int as sealed,
        (count(*) filter (where p.state in ('missing', 'other')))::int as missing
      from acquisition a join evidence_item e on e.id = a.evidence_id left join evidence_presence p on p.evidence_id = e.id
      where a.incident_id = ${id}::uuid) taken`;
  return counts ?? { firstActivityAt: null, evidence: 0, sealed: 0, missing: 0, events: 0 };
}
