import type { ReportSubject } from '../custody/evidence-source.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import { type Counted, counted, upToBound } from './counted.ts';
import { cursorId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface ReportRow {
  readonly evidenceId: string; // of the report itself
  readonly exhibitNumber: string;
  readonly subject: ReportSubject;
  readonly incident: { readonly id: string; readonly number: string; readonly title: string };
  readonly version: number;
  readonly newest: boolean; // no later version takes its place
  readonly stage: 'requested' | 'generated' | 'signed' | 'sealed' | 'not-made';
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly sha256: string | null;
}

export interface ReportList {
  readonly reports: readonly ReportRow[]; // newest first
  readonly after: string | null; // id to go on from
  readonly inAll: Counted;
  readonly mayRequest: boolean;
}

const pageSize = 50;

export const reportColumns = {
  ...{ id: true, evidenceId: true, exhibitNumber: true, subjectKind: true, subjectId: true, version: true },
  ...{ subjectNumber: true, generatedAt: true, signedAt: true, sha256: true, person: true, createdAt: true },
  incident: { select: { id: true, number: true, title: true } },
  item: { select: { state: true } },
} as const;

interface StoredReport {
  readonly evidenceId: string;
  readonly exhibitNumber: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly subjectNumber: string;
  readonly version: number;
  readonly generatedAt: Date | null;
  readonly signedAt: Date | null;
  readonly sha256: string | null;
  readonly person: unknown;
  readonly createdAt: Date;
  readonly incident: ReportRow['incident'];
  readonly item: { readonly state: string };
}

/** Every custody report that the viewer may see, newest first; of one subject only, if it is named. Throws `forbidden`. */
export async function listReports(
  viewer: Viewer,
  asked: { readonly subject?: string | undefined; readonly after?: string | undefined } = {},
): Promise<ReportList> {
  requirePermission(viewer.actor, 'report.read');
  const [subjectId, last] = [cursorId(asked.subject), cursorId(asked.after)];
  const where = {
    incident: visibleIncidentWhere(viewer.actor),
    ...(subjectId === null ? {} : { subjectId }),
  };
  const inAll = await viewer.db.report.count({ where, ...upToBound });
  const found = await viewer.db.report.findMany({
    where,
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: pageSize + 1,
    ...(last === null ? {} : { cursor: { id: last }, skip: 1 }),
    select: reportColumns,
  });
  const page = found.slice(0, pageSize);
  const newest = await newestVersions(viewer.db, page);
  return {
    reports: page.map((row) => reportRow(row, newest)),
    after: found.length > pageSize ? (page.at(-1)?.id ?? null) : null,
    inAll: counted(inAll),
    mayRequest: mayDo(viewer.actor.roles, 'report.request'),
  };
}

/** The highest version on record of each subject of these. */
export async function newestVersions(
  db: Viewer['db'],
  rows: readonly { readonly subjectId: string }[],
): Promise<ReadonlyMap<string, number>> {
  const found = await db.report.groupBy({
    by: ['subjectId'],
    where: { subjectId: { in: rows.map(({ subjectId }) => subjectId) } },
    _max: { version: true },
  });
  return new Map(found.map(({ subjectId, _max }) => [subjectId, _max.version ?? 0]));
}

export function reportRow(row: StoredReport, newest: ReadonlyMap<string, number>): ReportRow {
  const { evidenceId, exhibitNumber, subjectId, version, incident, sha256 } = row;
  const person = row.person as { readonly displayName: string };
  return {
    ...{ evidenceId, exhibitNumber, version, incident, sha256 },
    subject: {
      kind: row.subjectKind === 'incident' ? 'incident' : 'evidence',
      ...{ id: subjectId, number: row.subjectNumber },
    },
    newest: newest.get(subjectId) === version,
    stage: stageOf(row),
    requestedBy: person.displayName,
    requestedAt: row.createdAt.toISOString(),
  };
}

function stageOf({ item, signedAt, generatedAt }: StoredReport): ReportRow['stage'] {
  if (item.state === 'sealed') return 'sealed';
  if (item.state === 'not-acquired') return 'not-made';
  if (signedAt !== null) return 'signed';
  return generatedAt === null ? 'requested' : 'generated';
}
