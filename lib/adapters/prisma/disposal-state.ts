import { fromPrisma } from 'pg-boss';
import type { Prisma } from '../../../prisma/generated/client.ts';
import type { DisposalDesk, NewDisposal } from '../../ports/disposal-desk.ts';
import type { JobSender } from './desk-steps.ts';
import { disposalRecord, named } from './disposal-look.ts';
import { jsonColumn } from './json-column.ts';
import { nextNumber } from './number-series.ts';
import type { Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

/** The desk's drawer for disposals, inside one transaction. */
export function disposalDesk(tx: Transaction, jobs: JobSender): DisposalDesk {
  const moveOn = async (id: string, from: readonly string[], data: Prisma.DisposalUpdateManyMutationInput) =>
    (await tx.disposal.updateMany({ where: { id, state: { in: [...from] } }, data })).count === 1;
  return {
    openDisposal: (disposal) => openDisposal(tx, disposal),
    witnessDisposal: async (id, witness) => {
      const data = { state: 'witnessed', witness: jsonColumn(witness), witnessedAt: new Date() };
      if (!(await moveOn(id, ['approved'], data))) return false;
      await jobs.send('dispose-item', { disposalId: id }, { singletonKey: id, db: fromPrisma(tx) });
      return true;
    },
    beginDisposal: (id) => moveOn(id, ['witnessed'], { state: 'deleting' }),
    finishDisposal: (id, certificate) =>
      moveOn(id, ['deleting', 'stopped'], {
        state: 'done',
        problem: null,
        certificate: jsonColumn(certificate),
        finishedAt: new Date(),
      }),
    stopDisposal: (id, why) =>
      moveOn(id, ['approved', 'witnessed', 'deleting'], {
        state: 'stopped',
        problem: why,
        finishedAt: new Date(),
      }),
    waitingDisposals: async (incidentId) => {
      const rows = await tx.disposal.findMany({
        where: { incidentId, state: { in: ['approved', 'witnessed'] } },
        include: named,
      });
      return await Promise.all(rows.map((row) => disposalRecord(tx, row)));
    },
  };
}

async function openDisposal(tx: Transaction, { parties, ...asked }: NewDisposal) {
  const number = await nextNumber(tx, 'DSP');
  const row = await tx.disposal.create({
    data: { ...asked, id: uuidV7(), number, parties: jsonColumn(parties), state: 'approved' },
  });
  return { id: row.id, number };
}
