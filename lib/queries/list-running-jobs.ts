import { type AcquisitionStep, acquisitionSteps } from '../custody/acquisition.ts';
import { stepTitle } from '../custody/acquisition-words.ts';
import { type EvidenceKind, type EvidenceSource, sourceNames } from '../custody/evidence-source.ts';
import { mayDo } from '../custody/permission.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface RunningJob {
  readonly id: string;
  readonly exhibitNumber: string;
  readonly machineName: string;
  readonly words: string;
  readonly percent: number | null;
}

/** Acquisitions under way in incidents that the viewer may see; empty for who may not see acquisitions. */
export async function listRunningJobs(viewer: Viewer): Promise<readonly RunningJob[]> {
  if (!mayDo(viewer.actor.roles, 'acquisition.read')) return [];
  const rows = await viewer.db.acquisition.findMany({
    where: { state: { in: ['running', 'cancelling'] }, incident: visibleIncidentWhere(viewer.actor) },
    orderBy: { createdAt: 'desc' },
    take: 20,
    include: {
      evidence: { select: { exhibitNumber: true, kind: true } },
      steps: { orderBy: { position: 'asc' } },
    },
  });
  return rows.map((row) => {
    const atWork = row.steps.find((step) => step.state !== 'done' && step.state !== 'skipped');
    const done = row.steps.filter((step) => step.state === 'done').length;
    const step = atWork === undefined ? null : stepOf(atWork.step);
    return {
      id: row.id,
      exhibitNumber: row.evidence.exhibitNumber,
      machineName: sourceNames(row.source as unknown as EvidenceSource).machine,
      words: `${step === null ? 'Finishing' : stepTitle(step, false, row.evidence.kind as EvidenceKind)}, ${done} of ${row.steps.length} done`,
      percent: percentOf(atWork?.bytesDone ?? null, atWork?.bytesTotal ?? null),
    };
  });
}

function stepOf(name: string): AcquisitionStep | null {
  return acquisitionSteps.find((step) => step === name) ?? null;
}

function percentOf(done: bigint | null, total: bigint | null): number | null {
  return done === null || total === null || total === 0n ? null : Number((done * 100n) / total);
}
