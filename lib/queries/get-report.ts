import type { EventDetail } from '../custody/custody-event.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import { newestVersions, type ReportRow, reportColumns, reportRow } from './list-reports.ts';
import { readableFacts } from './readable-facts.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface ReportView {
  readonly report: ReportRow;
  /** As it is on record; null: not signed yet. */
  readonly signed: EventDetail<'report.signed'> | null;
  readonly requested: EventDetail<'report.requested'> | null; // null: its words are kept from this viewer
  readonly versions: readonly ReportRow[]; // of the same subject, newest first, itself among them
  readonly mayRequest: boolean;
}

/** One custody report by the item that it is, with every version on the same subject. Throws `forbidden` or `not-found`. */
export async function getReport(viewer: Viewer, evidenceId: string): Promise<ReportView> {
  requirePermission(viewer.actor, 'report.read');
  const incident = visibleIncidentWhere(viewer.actor);
  const row = await viewer.db.report.findFirst({
    where: { evidenceId: requireId(evidenceId), incident },
    select: reportColumns,
  });
  if (row === null) throw notFound();
  const [versions, facts, newest] = await Promise.all([
    viewer.db.report.findMany({
      where: { subjectId: row.subjectId, incident },
      orderBy: { version: 'desc' },
      select: reportColumns,
    }),
    viewer.db.custodyEvent.findMany({
      where: { stream: row.subjectId, type: { in: ['report.requested', 'report.signed'] } },
      orderBy: { n: 'asc' },
      select: { id: true, body: true },
    }),
    newestVersions(viewer.db, [row]),
  ]);
  const events = await readableFacts(viewer, facts);
  return {
    report: reportRow(row, newest),
    requested:
      events
        .flatMap((one) => (one.type === 'report.requested' ? [one.detail] : []))
        .find(({ reportId }) => reportId === row.id) ?? null,
    signed:
      events
        .flatMap((one) => (one.type === 'report.signed' ? [one.detail] : []))
        .find(({ reportId }) => reportId === row.id) ?? null,
    versions: versions.map((one) => reportRow(one, newest)),
    mayRequest: mayDo(viewer.actor.roles, 'report.request'),
  };
}
