import type { Prisma } from '../../prisma/generated/client.ts';
import { requirePermission } from '../custody/permission.ts';
import { type Counted, counted, upToBound } from './counted.ts';
import { type IncidentReading, incidentReading } from './incident-reading.ts';
import { cursorId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface IncidentRow {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly severity: string;
  readonly status: string;
  readonly source: string;
  readonly classification: string | null;
  readonly assignedTo: string | null;
  readonly machines: number;
  readonly devices: number;
  readonly evidence: number;
  readonly updatedAt: string;
}

export interface IncidentPage {
  readonly rows: readonly IncidentRow[];
  readonly olderThan: string | null;
  readonly inAll: Counted; // that answer to the filter
  readonly reading: IncidentReading;
}

export type IncidentPreset = 'open' | 'high' | 'with-evidence' | 'closed' | 'all';

/** As the source tells it; what no source told is "unknown". */
export const incidentSeverities = ['high', 'medium', 'low', 'informational', 'unknown'] as const;
export type IncidentSeverity = (typeof incidentSeverities)[number];

const pageSize = 50;

/** Incidents that the viewer may see, last changed first. Throws `forbidden`. */
export async function listIncidents(
  viewer: Viewer,
  filter: {
    readonly preset: IncidentPreset;
    readonly severity?: IncidentSeverity | undefined;
    readonly text?: string | undefined;
    readonly before?: string | undefined;
  },
): Promise<IncidentPage> {
  requirePermission(viewer.actor, 'incident.list');
  const before = cursorId(filter.before);
  const visible = visibleIncidentWhere(viewer.actor);
  const where = {
    AND: [visible, presetWhere(filter.preset), severityWhere(filter.severity), textWhere(filter.text)],
  };
  const [found, inAll, reading] = await Promise.all([
    viewer.db.incident.findMany({
      where,
      orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
      take: pageSize + 1,
      ...(before === null ? {} : { cursor: { id: before }, skip: 1 }),
      include: { _count: { select: { machines: true, devices: true, evidence: true } } },
    }),
    viewer.db.incident.count({ where, ...upToBound }),
    incidentReading(viewer),
  ]);
  const rows = found.slice(0, pageSize).map((row) => ({
    id: row.id,
    number: row.number,
    title: row.title,
    severity: row.severity,
    status: row.status,
    source: row.source,
    classification: row.classification,
    assignedTo: row.assignedTo,
    machines: row._count.machines,
    devices: row._count.devices,
    evidence: row._count.evidence,
    updatedAt: row.updatedAt.toISOString(),
  }));
  return {
    rows,
    olderThan: found.length > pageSize ? (rows.at(-1)?.id ?? null) : null,
    inAll: counted(inAll),
    reading,
  };
}

function presetWhere(preset: IncidentPreset): Prisma.IncidentWhereInput {
  switch (preset) {
    case 'open':
      return { status: 'open' };
    case 'high':
      return { status: 'open', severity: 'high' };
    case 'with-evidence':
      return { evidence: { some: {} } };
    case 'closed':
      return { status: 'closed' };
    case 'all':
      return {};
  }
}

function severityWhere(severity: IncidentSeverity | undefined): Prisma.IncidentWhereInput {
  return severity === undefined ? {} : { severity };
}

function textWhere(text: string | undefined): Prisma.IncidentWhereInput {
  const wanted = text?.trim() ?? '';
  if (wanted === '') return {};
  return {
    OR: [
      { title: { contains: wanted, mode: 'insensitive' } },
      { number: { contains: wanted, mode: 'insensitive' } },
      { machines: { some: { name: { contains: wanted, mode: 'insensitive' } } } },
      { devices: { some: { name: { contains: wanted, mode: 'insensitive' } } } },
      { assignedTo: { contains: wanted, mode: 'insensitive' } },
    ],
  };
}
