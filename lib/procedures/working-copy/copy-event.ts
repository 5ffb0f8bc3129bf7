import type { WorkerActor } from '../../custody/actor.ts';
import type { WorkingCopyRecord } from '../../ports/working-copies.ts';
import type { ProcedureContext } from '../procedure.ts';

/** What every fact of a working copy names. */
export function ofCopy({ requestId, requestNumber, grantId, id, number }: WorkingCopyRecord) {
  return { requestId, number: requestNumber, grantId, workingCopyId: id, workingCopy: number };
}

/** The disk exporter, for whom the copy was made. */
export function exporterFor(
  { worker }: Pick<ProcedureContext, 'worker'>,
  { requester }: WorkingCopyRecord,
): WorkerActor {
  const { objectId, userPrincipalName, displayName } = requester;
  return {
    ...{ kind: 'worker', workerId: worker.id, address: worker.address, identity: 'disk-exporter' },
    onBehalfOf: { objectId, userPrincipalName, displayName },
  };
}

/** The name of its disk in Azure: always the same, so that it is found again. */
export function diskNameOf({ number }: Pick<WorkingCopyRecord, 'number'>): string {
  return `wc-${number.toLowerCase()}`;
}

/** What people are told of a copy is one note, updated in place. */
export function copyNoteKey({ id }: Pick<WorkingCopyRecord, 'id'>): string {
  return `working-copy:${id}`;
}
