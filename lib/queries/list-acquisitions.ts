import type { AcquisitionState, AcquisitionStep } from '../custody/acquisition.ts';
import { stepsOf } from '../custody/acquisition.ts';
import type { PersonActor } from '../custody/actor.ts';
import { comesWithPerson } from '../custody/comes-with-person.ts';
import { type EvidenceSource, evidenceKind, sourceNames } from '../custody/evidence-source.ts';
import { requirePermission } from '../custody/permission.ts';
import { type Counted, counted, upToBound } from './counted.ts';
import { cursorId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface AcquisitionRow {
  readonly id: string;
  readonly evidenceId: string;
  readonly exhibitNumber: string;
  readonly rehearsal: boolean;
  readonly incidentId: string;
  readonly incidentNumber: string;
  readonly machineName: string;
  readonly diskName: string;
  readonly state: AcquisitionState;
  readonly step: AcquisitionStep | null; // the one at work, or the one it stopped at
  readonly awaitsBytes: boolean; // an imported file that no worker has seen yet
  readonly stepsDone: number;
  readonly stepsInAll: number;
  readonly requesterName: string;
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

export interface AcquisitionPage {
  readonly rows: readonly AcquisitionRow[];
  readonly olderThan: string | null; // cursor of the next page
  readonly inAll: Counted;
}

const pageSize = 50;

/**
 * Acquisitions that the viewer may see, newest first. In: `before`, the cursor of an earlier answer, and
 * `only`, "open" for those that are not final. Throws `forbidden`.
 */
export async function listAcquisitions(
  viewer: Viewer,
  filter: { readonly before?: string | undefined; readonly only?: 'open' | undefined },
): Promise<AcquisitionPage> {
  requirePermission(viewer.actor, 'acquisition.read');
  const before = cursorId(filter.before);
  const where = {
    incident: visibleIncidentWhere(viewer.actor),
    ...(filter.only === 'open' ? { state: { in: ['running', 'cancelling', 'failed'] } } : {}),
  };
  const inAll = await viewer.db.acquisition.count({ where, ...upToBound });
  const found = await viewer.db.acquisition.findMany({
    where,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: pageSize + 1,
    ...(before === null ? {} : { cursor: { id: before }, skip: 1 }),
    select: {
      id: true,
      evidenceId: true,
      incidentId: true,
      state: true,
      rehearsal: true,
      source: true,
      requester: true,
      createdAt: true,
      finishedAt: true,
      incident: { select: { number: true } },
      evidence: { select: { exhibitNumber: true } },
      steps: { select: { step: true, state: true } },
    },
  });
  const rows = found.slice(0, pageSize).map((row): AcquisitionRow => {
    const source = row.source as unknown as EvidenceSource;
    const names = sourceNames(source);
    const steps = stepsOf(evidenceKind(source));
    const done = new Set(row.steps.filter((step) => step.state === 'done').map((step) => step.step));
    return {
      id: row.id,
      evidenceId: row.evidenceId,
      exhibitNumber: row.evidence.exhibitNumber,
      rehearsal: row.rehearsal,
      incidentId: row.incidentId,
      incidentNumber: row.incident.number,
      machineName: names.machine,
      diskName: names.part,
      state: row.state as AcquisitionState,
      step: steps.find((step) => !done.has(step)) ?? null,
      awaitsBytes:
        comesWithPerson(source) &&
        row.steps.some(({ step, state }) => step === 'hash-source' && state === 'waiting'),
      stepsDone: done.size,
      stepsInAll: steps.length,
      requesterName: (row.requester as unknown as PersonActor).displayName,
      createdAt: row.createdAt.toISOString(),
      finishedAt: row.finishedAt?.toISOString() ?? null,
    };
  });
  return {
    rows,
    olderThan: found.length > pageSize ? (rows.at(-1)?.id ?? null) : null,
    inAll: counted(inAll),
  };
}
