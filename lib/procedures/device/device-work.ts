import type { WorkerActor } from '../../custody/actor.ts';
import { collects } from '../../custody/device-action.ts';
import type { DeviceActionLease, DeviceActionRecord } from '../../ports/device-desk.ts';
import type { ProcedureContext } from '../procedure.ts';

/** One action that a worker has claimed. */
export interface DeviceWork {
  readonly context: ProcedureContext;
  readonly lease: DeviceActionLease;
  readonly signal: AbortSignal;
}

/** The identity that the act needs, for the person who asked. */
export function deviceActor(
  { worker }: Pick<ProcedureContext, 'worker'>,
  { act, requester }: DeviceActionRecord,
  identity = collects(act.kind) ? 'device-collector' : 'device-responder',
): WorkerActor {
  const { tenantId, objectId, userPrincipalName, displayName, title } = requester;
  return {
    ...{ kind: 'worker', workerId: worker.id, address: worker.address, identity },
    onBehalfOf: { tenantId, objectId, userPrincipalName, displayName, title },
  };
}
