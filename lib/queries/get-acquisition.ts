import {
  type AcquisitionState,
  type AcquisitionStep,
  cancelConsequence,
  isFinal,
  type StepState,
  stepsOf,
} from '../custody/acquisition.ts';
import type { PersonActor } from '../custody/actor.ts';
import { comesWithPerson } from '../custody/comes-with-person.ts';
import {
  type EvidenceKind,
  type EvidenceSource,
  evidenceKind,
  sourceNames,
} from '../custody/evidence-source.ts';
import { bytesBeginWithinMs } from '../custody/import-time.ts';
import type { LegalAuthority } from '../custody/legal-authority.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import type { ProgressSample } from '../custody/progress-estimate.ts';
import { notFound, requireId } from './require-id.ts';
import { type StepFact, stepFacts } from './step-facts.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface AcquisitionView {
  readonly id: string;
  readonly evidenceId: string;
  readonly exhibitNumber: string;
  readonly rehearsal: boolean;
  readonly evidenceState: string;
  readonly incident: { readonly id: string; readonly number: string; readonly title: string };
  readonly state: AcquisitionState;
  readonly message: string | null;
  readonly kind: EvidenceKind;
  readonly machineName: string;
  readonly diskName: string;
  readonly diskRole: 'os' | 'data' | null; // null: it is no disk
  readonly sizeBytes: string | null;
  readonly requesterName: string;
  readonly reason: string;
  readonly authority: LegalAuthority;
  readonly plan: string;
  readonly readMode: 'page-list' | 'full';
  readonly container: string;
  readonly blob: string | null;
  readonly retentionUntil: string | null;
  readonly createdAt: string;
  readonly finishedAt: string | null;
  readonly steps: readonly StepView[];
  readonly cancelling: CancellationView | null; // null: it is not being cancelled
  readonly cancel: { readonly consequence: string } | null; // null: not possible now, or not for this person
  readonly retry: { readonly step: AcquisitionStep } | null;
  readonly siblings: readonly { readonly id: string; readonly exhibitNumber: string }[]; // asked for together
  /** An imported file whose bytes have not come: until when they can; null: it waits for none. */
  readonly bytesAwaitedUntil: string | null;
  readonly readAt: string; // the clock against which ages are counted
}

/** A cancellation under way. */
export interface CancellationView {
  readonly worker: string | null; // null: waits for a free one
  readonly heartbeatAt: string | null;
  readonly problem: string | null; // what stood in its way last
}

export interface StepView {
  readonly step: AcquisitionStep;
  readonly state: StepState;
  readonly attempt: number;
  readonly worker: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly heartbeatAt: string | null;
  readonly bytesDone: string | null;
  readonly bytesTotal: string | null;
  readonly throttles: number;
  readonly message: string | null;
  readonly samples: readonly ProgressSample[]; // of the last two minutes or so, oldest first
  readonly fact: StepFact | null; // what the register says of it, once it is done
}

/** One acquisition as its progress page shows it. Throws `forbidden`, or `not-found` for what the viewer may not see. */
export async function getAcquisition(viewer: Viewer, id: string): Promise<AcquisitionView> {
  requirePermission(viewer.actor, 'acquisition.read');
  const row = await viewer.db.acquisition.findFirst({
    where: { id: requireId(id), incident: visibleIncidentWhere(viewer.actor) },
    include: {
      incident: { select: { id: true, number: true, title: true } },
      evidence: { select: { exhibitNumber: true, state: true, container: true, retentionUntil: true } },
      steps: true,
    },
  });
  if (row === null) throw notFound();
  const siblings = await viewer.db.acquisition.findMany({
    where: { requestKey: row.requestKey, incidentId: row.incidentId, id: { not: row.id } },
    select: { id: true, evidence: { select: { exhibitNumber: true } } },
    orderBy: { id: 'asc' },
  });

  const facts = await stepFacts(viewer.db, row.evidenceId);
  const source = row.source as unknown as EvidenceSource;
  const names = sourceNames(source);
  const state = row.state as AcquisitionState;
  const steps = stepsOf(evidenceKind(source)).map((step) =>
    stepView(
      step,
      facts.get(step) ?? null,
      row.steps.find((found) => found.step === step),
    ),
  );
  const retentionUntil = row.evidence.retentionUntil?.toISOString() ?? null;
  return {
    id: row.id,
    evidenceId: row.evidenceId,
    exhibitNumber: row.evidence.exhibitNumber,
    rehearsal: row.rehearsal,
    evidenceState: row.evidence.state,
    incident: { id: row.incident.id, number: row.incident.number, title: row.incident.title },
    state,
    message: row.message,
    kind: evidenceKind(source),
    machineName: names.machine,
    diskName: names.part,
    diskRole: 'disk' in source ? source.disk.role : null,
    sizeBytes: 'disk' in source ? source.disk.sizeBytes : null,
    requesterName: (row.requester as unknown as PersonActor).displayName,
    reason: row.reason,
    authority: row.authority as unknown as LegalAuthority,
    plan: row.plan,
    readMode: row.readMode === 'full' ? 'full' : 'page-list',
    container: row.evidence.container,
    blob: row.blob,
    retentionUntil,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    steps,
    cancelling:
      state !== 'cancelling'
        ? null
        : {
            worker: row.cancelWorker,
            heartbeatAt: row.cancelHeartbeatAt?.toISOString() ?? null,
            problem: row.cancelProblem,
          },
    cancel: cancelOffer(viewer, state, steps, retentionUntil, evidenceKind(source)),
    retry: retryOffer(viewer, state, steps),
    siblings: siblings.map((sibling) => ({ id: sibling.id, exhibitNumber: sibling.evidence.exhibitNumber })),
    bytesAwaitedUntil: await bytesAwaitedUntil(viewer, row, steps),
    readAt: new Date().toISOString(),
  };
}

/** Received is a fact in the item's stream; a worker takes what was received a moment later. */
async function bytesAwaitedUntil(
  { db }: Viewer,
  row: {
    readonly state: string;
    readonly source: unknown;
    readonly evidenceId: string;
    readonly createdAt: Date;
  },
  steps: readonly StepView[],
): Promise<string | null> {
  const begun = steps.some(({ step, state }) => step === 'hash-source' && state !== 'waiting');
  if (row.state !== 'running' || begun || !comesWithPerson(row.source as EvidenceSource)) return null;
  const where = { stream: row.evidenceId, type: 'acquisition.received-by-hand' };
  if ((await db.custodyEvent.findFirst({ where, select: { id: true } })) !== null) return null;
  return new Date(row.createdAt.getTime() + bytesBeginWithinMs).toISOString();
}

function cancelOffer(
  viewer: Viewer,
  state: AcquisitionState,
  steps: readonly StepView[],
  retentionUntil: string | null,
  kind: EvidenceKind,
): AcquisitionView['cancel'] {
  if (isFinal(state) || state === 'cancelling' || !mayDo(viewer.actor.roles, 'acquisition.cancel'))
    return null;
  const done = new Set(steps.filter((step) => step.state === 'done').map((step) => step.step));
  if (done.has('seal-evidence')) return null;
  return { consequence: cancelConsequence(done, retentionUntil?.slice(0, 10) ?? null, kind) };
}

function retryOffer(
  viewer: Viewer,
  state: AcquisitionState,
  steps: readonly StepView[],
): AcquisitionView['retry'] {
  if (state !== 'failed' || !mayDo(viewer.actor.roles, 'acquisition.retry')) return null;
  const failed = steps.find((step) => step.state === 'failed');
  return failed === undefined ? null : { step: failed.step };
}

interface StepRow {
  readonly state: string;
  readonly attempt: number;
  readonly worker: string | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly heartbeatAt: Date | null;
  readonly bytesDone: bigint | null;
  readonly bytesTotal: bigint | null;
  readonly throttles: number;
  readonly message: string | null;
  readonly sampledAt: readonly Date[];
  readonly sampledBytes: readonly bigint[];
}

function stepView(step: AcquisitionStep, fact: StepFact | null, row: StepRow | undefined): StepView {
  return {
    step,
    state: (row?.state ?? 'waiting') as StepState,
    attempt: row?.attempt ?? 0,
    worker: row?.worker ?? null,
    startedAt: row?.startedAt?.toISOString() ?? null,
    finishedAt: row?.finishedAt?.toISOString() ?? null,
    heartbeatAt: row?.heartbeatAt?.toISOString() ?? null,
    bytesDone: row?.bytesDone?.toString() ?? null,
    bytesTotal: row?.bytesTotal?.toString() ?? null,
    throttles: row?.throttles ?? 0,
    message: row?.message ?? null,
    samples: row === undefined ? [] : samplesOf(row),
    fact,
  };
}

function samplesOf({ sampledAt, sampledBytes }: StepRow): readonly ProgressSample[] {
  return sampledAt.map((at, index) => ({
    at: at.toISOString(),
    bytes: (sampledBytes[index] ?? 0n).toString(),
  }));
}
