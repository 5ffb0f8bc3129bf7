import {
  type AcquisitionState,
  finalAcquisitionStates,
  isFinal,
  stepsOf,
} from '../../custody/acquisition.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { evidenceDescription } from '../../custody/evidence-description.ts';
import { evidenceKind, sourceIds } from '../../custody/evidence-source.ts';
import { rehearsalContainer } from '../../custody/retention.ts';
import type { NewAcquisition } from '../../ports/acquisition-request.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import { databaseTime } from './database-clock.ts';
import { jsonColumn } from './json-column.ts';
import { nextNumber } from './number-series.ts';
import type { Transaction } from './transaction.ts';

type AcquisitionDesk = Pick<
  RegisterDesk,
  | 'createAcquisition'
  | 'setAcquisitionState'
  | 'setSnapshot'
  | 'beginCopyAttempt'
  | 'setCopy'
  | 'sealEvidence'
  | 'closeEvidence'
>;

/** The desk's drawer for acquisitions and the items they make, inside one transaction. */
export function acquisitionDesk(tx: Transaction): AcquisitionDesk {
  return {
    createAcquisition: (request) => createAcquisition(tx, request),
    setAcquisitionState: (id, state, message) => setState(tx, id, state, message),
    setSnapshot: async (id, snapshotId) => {
      found(await tx.acquisition.updateMany({ where: { id }, data: { snapshotId } }));
    },
    beginCopyAttempt: async (id) => {
      const row = await tx.acquisition.update({
        where: { id },
        data: { copyAttempt: { increment: 1 } },
      });
      return row.copyAttempt;
    },
    setCopy: async (id, blob, sizeBytes) => {
      const row = await tx.acquisition.update({ where: { id }, data: { blob } });
      await tx.evidenceItem.update({ where: { id: row.evidenceId }, data: { blob, sizeBytes } });
    },
    sealEvidence: async (evidenceId, { digests, protection }) => {
      const now = await databaseTime(tx);
      const sealed = await tx.evidenceItem.updateMany({
        where: { id: evidenceId, state: 'being-acquired' },
        data: {
          state: 'sealed',
          digests: jsonColumn(digests),
          sha256: digests.sha256,
          protection: jsonColumn(protection),
          retentionUntil: protection.retentionUntil === null ? null : new Date(protection.retentionUntil),
          sealedAt: now,
          verifiedAt: now,
        },
      });
      if (sealed.count === 0)
        throw new CustodyError('conflict', 'Only an item that is being acquired can be sealed.');
    },
    closeEvidence: async (evidenceId, state) => {
      // An item that was sealed stays sealed, whatever becomes of the rest of its acquisition.
      await tx.evidenceItem.updateMany({
        where: { id: evidenceId, state: 'being-acquired' },
        data: { state },
      });
    },
  };
}

async function createAcquisition(tx: Transaction, request: NewAcquisition) {
  const { machine, part: diskResourceId } = sourceIds(request.source);
  const kind = evidenceKind(request.source);
  if (diskResourceId === null) throw new CustodyError('not-feasible', 'Only a managed disk can be acquired.');
  const incident = await tx.incident.findUnique({ where: { id: request.incidentId } });
  if (incident === null) throw new CustodyError('not-found', 'There is no such incident.');
  const { rehearsal } = request;
  const exhibitNumber = await nextNumber(tx, rehearsal ? 'REH' : 'EV');
  const evidence = await tx.evidenceItem.create({
    data: {
      exhibitNumber,
      incidentId: incident.id,
      kind,
      description: evidenceDescription(request.source),
      source: jsonColumn(request.source),
      state: 'being-acquired',
      container: rehearsal ? rehearsalContainer(incident.container) : incident.container,
      rehearsal,
    },
  });
  const acquisition = await tx.acquisition.create({
    data: {
      incidentId: incident.id,
      evidenceId: evidence.id,
      machineResourceId: machine,
      diskResourceId,
      state: 'running',
      requestKey: request.requestKey,
      requesterObjectId: request.requester.objectId,
      requester: jsonColumn(request.requester),
      reason: request.reason,
      authority: jsonColumn(request.authority),
      plan: request.plan,
      readMode: request.readMode,
      rehearsal,
      source: jsonColumn(request.source),
      steps: { create: stepsOf(kind).map((step, position) => ({ step, position, state: 'waiting' })) },
    },
  });
  return { acquisitionId: acquisition.id, evidenceId: evidence.id, exhibitNumber };
}

async function setState(
  tx: Transaction,
  id: string,
  state: AcquisitionState,
  message: string | null,
): Promise<void> {
  const changed = await tx.acquisition.updateMany({
    where: { id, state: { notIn: [...finalAcquisitionStates] } },
    data: { state, message, finishedAt: isFinal(state) ? new Date() : null },
  });
  if (changed.count === 1) return;
  const known = await tx.acquisition.count({ where: { id } });
  if (known === 0) throw new CustodyError('not-found', 'There is no such acquisition.');
  throw new CustodyError('conflict', 'This acquisition is finished and cannot change any more.');
}

function found(changed: { readonly count: number }): void {
  if (changed.count === 0) throw new CustodyError('not-found', 'There is no such acquisition.');
}
