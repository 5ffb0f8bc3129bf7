import { fromPrisma, type PgBoss } from 'pg-boss';
import { type AcquisitionState, type AcquisitionStep, isFinal } from '../../custody/acquisition.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { EvidenceKind } from '../../custody/evidence-source.ts';
import type { RegisterDesk, StepLease, StepOutcome } from '../../ports/custody-register.ts';
import { jsonColumn } from './json-column.ts';
import type { Transaction } from './transaction.ts';

export type JobSender = Pick<PgBoss, 'send'>;

type StepDesk = Pick<RegisterDesk, 'finishStep' | 'resetStep' | 'enqueueStep'>;
type Ending = Parameters<RegisterDesk['finishStep']>[1];

/** The desk's drawer for the steps of an acquisition and their jobs, inside one transaction. */
export function stepDesk(tx: Transaction, jobs: JobSender): StepDesk {
  return {
    finishStep: (lease, state, message, outcome) => finishStep(tx, lease, state, message, outcome),
    resetStep: async (acquisitionId, step) => {
      await lockAcquisition(tx, acquisitionId);
      await tx.$executeRaw`
        update acquisition_step
        set state = 'waiting', message = null, finished_at = null, fence = fence + 1,
          outcome = case when outcome->>'kind' = 'errors' then outcome end
        where acquisition_id = ${acquisitionId}::uuid and step = ${step}`;
    },
    enqueueStep: async (acquisitionId, step, delaySeconds) => {
      const delay = delaySeconds === undefined ? {} : { startAfter: delaySeconds };
      await jobs.send(step, { acquisitionId }, { singletonKey: acquisitionId, ...delay, db: fromPrisma(tx) });
    },
  };
}

async function finishStep(
  tx: Transaction,
  lease: StepLease,
  state: Ending,
  message: string | null,
  outcome: StepOutcome,
): ReturnType<StepDesk['finishStep']> {
  const { acquisitionId, step, fence, workerId } = lease;
  const acquisition = await lockAcquisition(tx, acquisitionId);
  if (isFinal(acquisition.state)) throw fencedOff(lease);
  const finished = await tx.acquisitionStep.updateMany({
    where: { acquisitionId, step, fence, worker: workerId, state: 'running' },
    data: { state, message, outcome: jsonColumn(outcome), finishedAt: new Date() },
  });
  if (finished.count === 0) throw fencedOff(lease);
  const done = await tx.acquisitionStep.findMany({
    where: { acquisitionId, state: 'done' },
    select: { step: true },
  });
  return { done: new Set(done.map((row) => row.step as AcquisitionStep)), kind: acquisition.kind };
}

/** Serialises everything that happens to one acquisition. */
async function lockAcquisition(tx: Transaction, id: string) {
  const rows = await tx.$queryRaw<{ state: AcquisitionState; kind: EvidenceKind }[]>`
    select a.state, i.kind from acquisition a join evidence_item i on i.id = a.evidence_id
    where a.id = ${id}::uuid for update of a`;
  const row = rows[0];
  if (row === undefined) throw new CustodyError('not-found', 'There is no such acquisition.');
  return row;
}

export function fencedOff(lease: StepLease): CustodyError {
  return new CustodyError('fenced-off', `Another worker took over ${lease.step}, or it was cancelled.`, {
    detail: { acquisitionId: lease.acquisitionId, step: lease.step, fence: Number(lease.fence) },
  });
}
