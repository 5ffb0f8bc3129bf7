import type { Gap } from '../custody/gap-facts.ts';
import { requirePermission } from '../custody/permission.ts';
import { isTimeZone } from '../custody/time-zone.ts';
import type { ReportSection } from '../report/report-blocks.ts';
import { reportDocument } from '../report/report-document.ts';
import { reportRecord } from '../report/report-record.ts';
import { reportCoverage } from './report-coverage.ts';
import { materialOf } from './report-material.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface ReportPreview {
  readonly subject: { readonly kind: 'evidence' | 'incident'; readonly id: string; readonly number: string };
  readonly incident: { readonly id: string; readonly number: string; readonly title: string };
  readonly timeZone: string;
  readonly events: number;
  readonly ledgerSize: string;
  readonly gaps: readonly Gap[];
  readonly sections: readonly ReportSection[]; // all but the chain, which is told by its number
  readonly before: { readonly exhibitNumber: string; readonly version: number } | null;
}

/** What a report would say if it were asked for now. Throws `forbidden`, `not-found`, `conflict` (nothing is signed yet). */
export async function getReportPreview(
  viewer: Viewer,
  asked: {
    readonly kind: 'evidence' | 'incident';
    readonly id: string;
    readonly timeZone?: string | undefined;
  },
): Promise<ReportPreview> {
  requirePermission(viewer.actor, 'report.request');
  const { incident, ...subject } = await subjectOf(viewer, asked);
  const timeZone = asked.timeZone !== undefined && isTimeZone(asked.timeZone) ? asked.timeZone : 'UTC';
  const [coverage, before] = await Promise.all([
    reportCoverage(viewer.db),
    viewer.db.report.findFirst({
      where: { subjectId: subject.id },
      orderBy: { version: 'desc' },
      select: { exhibitNumber: true, version: true },
    }),
  ]);
  const material = await materialOf(viewer.db, {
    ...{ subject, incidentId: incident.id, timeZone, reportId: null, coverage },
    asOf: new Date().toISOString(),
  });
  return {
    ...{ subject, incident, timeZone, before },
    events: material.events.length,
    ledgerSize: material.ledger.size,
    gaps: reportRecord(material).gaps,
    sections: reportDocument(material).sections.filter(({ heading }) => heading !== 'Chain of custody'),
  };
}

async function subjectOf(
  viewer: Viewer,
  { kind, id }: { readonly kind: 'evidence' | 'incident'; readonly id: string },
) {
  const visible = visibleIncidentWhere(viewer.actor);
  const named = { id: true, number: true, title: true } as const;
  if (kind === 'incident') {
    const where = { AND: [{ id: requireId(id) }, visible] };
    const incident = await viewer.db.incident.findFirst({ where, select: named });
    if (incident === null) throw notFound();
    return { kind, id: incident.id, number: incident.number, incident };
  }
  const item = await viewer.db.evidenceItem.findFirst({
    where: { id: requireId(id), incident: visible, rehearsal: false },
    select: { id: true, exhibitNumber: true, incident: { select: named } },
  });
  if (item === null) throw notFound();
  return { kind, id: item.id, number: item.exhibitNumber, incident: item.incident };
}
