import { createHash } from 'node:crypto';
import { type AcquisitionStep, nextSteps } from '../../custody/acquisition.ts';
import type { WorkerActor } from '../../custody/actor.ts';
import type { AzureTrace } from '../../custody/azure-trace.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyEvent, CustodyEventType, StepReport } from '../../custody/custody-event.ts';
import type { EvidenceSource } from '../../custody/evidence-source.ts';
import type {
  AcquisitionRecord,
  RegisterDesk,
  StepLease,
  StepOutcome,
} from '../../ports/custody-register.ts';
import type { ProcedureContext } from '../procedure.ts';
import { whenDatabaseAnswers } from './when-database-answers.ts';

/** What a finished step writes, in one transaction. */
interface FinishedStep<T extends CustodyEventType> {
  readonly event: CustodyEvent<T>;
  readonly further?: readonly CustodyEvent<T>[];
  readonly outcome: StepOutcome;
  /** Further rows of the same fact. */
  readonly also?: (desk: RegisterDesk) => Promise<void>;
}

/** The acquisition a lease belongs to. */
export async function leasedAcquisition(
  context: ProcedureContext,
  lease: StepLease,
): Promise<AcquisitionRecord> {
  const acquisition = await whenDatabaseAnswers(() => context.register.look.acquisition(lease.acquisitionId));
  if (acquisition === null)
    throw new CustodyError('not-found', 'The acquisition of this job is not in the register.');
  return acquisition;
}

/** Holdfast, acting with its own identity for the person who asked. */
export function workerActor(
  context: ProcedureContext,
  acquisition: AcquisitionRecord,
  identity = takerOf(acquisition.source),
): WorkerActor {
  const { objectId, userPrincipalName, displayName } = acquisition.requester;
  return {
    kind: 'worker',
    workerId: context.worker.id,
    address: context.worker.address,
    identity,
    onBehalfOf: { objectId, userPrincipalName, displayName },
  };
}

/** By which of the product's identities an item is taken. */
function takerOf(source: EvidenceSource): string {
  if ('disk' in source) return 'acquirer';
  if ('report' in source) return 'report-maker';
  return 'brought' in source ? 'importer' : 'device-reader';
}

/** Times, attempt, Azure's ids, and the errors of the attempts before: nothing that went wrong is lost. */
export function stepReport(
  context: ProcedureContext,
  lease: StepLease,
  acquisition: AcquisitionRecord,
  azure: readonly AzureTrace[],
): StepReport {
  return {
    step: lease.step,
    attempt: lease.attempt,
    startedAt: lease.startedAt,
    endedAt: context.clock.now().toISOString(),
    errors: earlierErrors(acquisition, lease.step),
    azure,
  };
}

/** One line per attempt of this step that failed so far. */
export function earlierErrors(acquisition: AcquisitionRecord, step: AcquisitionStep): readonly string[] {
  const outcome = acquisition.steps[step].outcome;
  return outcome?.kind === 'errors' ? outcome.errors : [];
}

/** Records the step as done and puts what follows in the queue. Throws `fenced-off` if the lease was lost. */
export function finishStep<T extends CustodyEventType>(
  context: ProcedureContext,
  lease: StepLease,
  actor: WorkerActor,
  may: readonly T[],
  finished: FinishedStep<T>,
): Promise<void> {
  return whenDatabaseAnswers(() =>
    context.register.record(actor, may, async (desk) => {
      const { done, kind } = await desk.finishStep(lease, 'done', null, finished.outcome);
      await finished.also?.(desk);
      for (const step of nextSteps(lease.step, done, kind)) await desk.enqueueStep(lease.acquisitionId, step);
      return { events: [finished.event, ...(finished.further ?? [])], result: undefined };
    }),
  );
}

/** A UUID derived from acquisition and step, so that Azure's own log shows a repeated request as the same one. */
export function clientRequestId(acquisitionId: string, step: AcquisitionStep): string {
  const hex = createHash('sha256').update(`holdfast/${acquisitionId}/${step}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The id of the acquisition's snapshot; only asked for after it was taken. */
export function requireSnapshot(acquisition: AcquisitionRecord): string {
  if (acquisition.snapshotId === null)
    throw new CustodyError('conflict', 'The snapshot of this acquisition is not known.');
  return acquisition.snapshotId;
}

/** The name of the stored copy; only asked for after it was made. */
export function requireBlob(acquisition: AcquisitionRecord): string {
  if (acquisition.blob === null)
    throw new CustodyError('conflict', 'The stored copy of this acquisition is not known.');
  return acquisition.blob;
}
