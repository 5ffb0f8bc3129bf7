import type { Prisma } from '../../prisma/generated/client.ts';
import { sourceNames } from '../custody/evidence-source.ts';
import { requirePermission } from '../custody/permission.ts';
import { showable } from '../custody/showable.ts';
import { type Counted, counted, upToBound } from './counted.ts';
import {
  checkEvidence,
  checkedWith,
  type EvidenceCheck,
  type EvidenceIntegrity,
  sourceOf,
} from './evidence-integrity.ts';
import type { PresenceView } from './evidence-presence.ts';
import { type ReadAge, readAgeWhere } from './read-age.ts';
import { cursorId, requireId } from './require-id.ts';
import { overdueItems } from './scheduled-checks.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface EvidenceRow {
  readonly id: string;
  readonly exhibitNumber: string;
  readonly rehearsal: boolean;
  readonly incidentId: string;
  readonly incidentNumber: string;
  readonly machineName: string;
  readonly diskName: string;
  readonly sizeBytes: string | null;
  readonly sha256: string | null;
  readonly integrity: EvidenceIntegrity;
  readonly presence: PresenceView | null; // null: it is not sealed
  readonly alteredFields: readonly string[]; // what is shown of it, but was not recorded so
  readonly legalHoldTags: readonly string[] | null; // null: never read back
  readonly retentionUntil: string | null;
  readonly sealedAt: string | null;
  readonly createdAt: string;
}

export interface EvidencePage {
  readonly rows: readonly EvidenceRow[];
  readonly olderThan: string | null;
  readonly inAll: Counted;
}

export interface EvidenceFilter {
  readonly before?: string | undefined;
  readonly state?:
    | 'sealed'
    | 'missing'
    | 'overdue'
    | 'being-acquired'
    | 'failed'
    | 'not-acquired'
    | undefined;
  readonly read?: ReadAge | undefined; // when its stored copy was last read whole
  readonly text?: string | undefined; // part of an exhibit number, or the beginning of a SHA-256
}

const pageSize = 50;

const shownWith = {
  ...checkedWith,
  incident: { select: { number: true } },
} as const satisfies Prisma.EvidenceItemInclude;

/** Evidence items that the viewer may see, newest first, without any of their bytes. Throws `forbidden`. */
export async function listEvidence(viewer: Viewer, filter: EvidenceFilter): Promise<EvidencePage> {
  requirePermission(viewer.actor, 'evidence.list');
  return await evidencePage(viewer, filter.before, {
    incident: visibleIncidentWhere(viewer.actor),
    ...stateWhere(filter.state),
    ...(filter.state === 'overdue' ? { id: { in: [...(await overdueItems(viewer))] } } : {}),
    ...textWhere(filter.text),
    ...(filter.read === undefined ? {} : { AND: [readAgeWhere(filter.read, new Date())] }),
  });
}

/** The evidence of one incident, newest first. Throws `forbidden`; empty for an incident that is hidden. */
export async function listIncidentEvidence(
  viewer: Viewer,
  incidentId: string,
  before?: string,
): Promise<EvidencePage> {
  requirePermission(viewer.actor, 'evidence.list');
  return await evidencePage(viewer, before, {
    incidentId: requireId(incidentId),
    incident: visibleIncidentWhere(viewer.actor),
  });
}

async function evidencePage(
  viewer: Viewer,
  beforeId: string | undefined,
  where: Prisma.EvidenceItemWhereInput,
): Promise<EvidencePage> {
  const before = cursorId(beforeId);
  const [found, inAll] = await Promise.all([
    viewer.db.evidenceItem.findMany({
      where,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: pageSize + 1,
      ...(before === null ? {} : { cursor: { id: before }, skip: 1 }),
      include: shownWith,
    }),
    viewer.db.evidenceItem.count({ where, ...upToBound }),
  ]);
  const rows = await checkedRows(viewer, found.slice(0, pageSize));
  return {
    rows,
    olderThan: found.length > pageSize ? (rows.at(-1)?.id ?? null) : null,
    inAll: counted(inAll),
  };
}

type ShownItem = Prisma.EvidenceItemGetPayload<{ include: typeof shownWith }>;

async function checkedRows(viewer: Viewer, found: readonly ShownItem[]): Promise<readonly EvidenceRow[]> {
  const checks = await checkEvidence(viewer.db, found);
  return found.flatMap((row) => {
    const check = checks.get(row.id);
    return check === undefined ? [] : [evidenceRow(row, check)];
  });
}

function evidenceRow(row: ShownItem, check: EvidenceCheck): EvidenceRow {
  const names = sourceNames(sourceOf(row, check.record));
  const protection = showable(row.protection, check.record.sealed?.detail.protection ?? null);
  return {
    id: row.id,
    exhibitNumber: row.exhibitNumber,
    rehearsal: row.rehearsal,
    incidentId: row.incidentId,
    incidentNumber: row.incident.number,
    machineName: names.machine,
    diskName: names.part,
    sizeBytes: row.sizeBytes?.toString() ?? null,
    sha256: row.sha256,
    integrity: check.integrity,
    presence: check.presence,
    alteredFields: check.altered.map(({ field }) => field),
    legalHoldTags: protection?.legalHoldTags ?? null,
    retentionUntil: row.retentionUntil?.toISOString() ?? null,
    sealedAt: row.sealedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

/** A failed item is still open in the register: what tells it is its acquisition. */
function stateWhere(state: EvidenceFilter['state']): Prisma.EvidenceItemWhereInput {
  switch (state) {
    case undefined:
      return {};
    case 'failed':
      return { state: 'being-acquired', acquisition: { state } };
    case 'being-acquired':
      return { state, NOT: { acquisition: { state: 'failed' } } };
    case 'missing':
      return { state: 'sealed', presence: { state: { in: ['missing', 'other'] } } };
    case 'overdue':
      return { state: 'sealed' };
    case 'sealed':
    case 'not-acquired':
      return { state };
  }
}

function textWhere(text: string | undefined): Prisma.EvidenceItemWhereInput {
  const wanted = text?.trim() ?? '';
  if (wanted === '') return {};
  return {
    OR: [
      { exhibitNumber: { contains: wanted, mode: 'insensitive' } },
      { sha256: { startsWith: wanted.toLowerCase().replaceAll(/\s/g, '') } },
      { description: { contains: wanted, mode: 'insensitive' } },
    ],
  };
}
