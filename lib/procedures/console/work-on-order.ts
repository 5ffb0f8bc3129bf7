import type { WorkerActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { mayDo } from '../../custody/permission.ts';
import type { RegisterLook } from '../../ports/custody-register.ts';
import type { DefenderOrderLease } from '../../ports/defender-orders.ts';
import { answerInTime } from '../answer-in-time.ts';
import { asTheTenantSays } from '../as-the-tenant-says.ts';
import { openVisibleIncident } from '../incident/visible-incident.ts';
import type { ProcedureContext } from '../procedure.ts';
import { attemptOrder } from './attempt-order.ts';
import { requestingLine } from './library-file-event.ts';
import { putIndicator } from './put-indicator.ts';
import { putScripts } from './put-scripts.ts';
import { removeFile } from './remove-file.ts';

type Order = DefenderOrderLease['order'];

const longestMs = 90_000; // ends before the lease of two minutes

/**
 * Goes on with one order whose process died, or that Defender did not take; who asked must still have the right. Out:
 * whether there was one that was due.
 */
export async function workOnOrder(context: ProcedureContext, stopping: AbortSignal): Promise<boolean> {
  if (context.devices === undefined) return false;
  const lease = await context.register.claimDefenderOrder();
  if (lease === null) return false;
  const actor = orderActor(context, lease.order);
  try {
    await attemptOrder(context, actor, lease, async () => {
      await requireStillEntitled(context, lease.order);
      await answerInTime(longestMs, 'Defender did not answer in time.', (limit) =>
        carryOut(context, actor, lease, AbortSignal.any([stopping, limit])),
      );
    });
  } catch (error) {
    if (!(error instanceof CustodyError)) throw error; // the others are on record, or are tried again
  }
  return true;
}

async function requireStillEntitled(
  context: ProcedureContext,
  { id, asked, requester }: Order,
): Promise<void> {
  const { look } = context.register;
  const person = await asTheTenantSays(context, requester, { attempt: asked.kind });
  const needed = asked.kind === 'add-indicator' ? 'device.respond' : 'library.install';
  if (!mayDo(person.roles, needed))
    throw new CustodyError('forbidden', `${person.displayName} has lost the role that this needs.`);
  const incidentId = await incidentOf(look, id, asked);
  if (incidentId !== null) await openVisibleIncident(look, person, incidentId);
}

/** The incident in whose console it was asked for; null: it is nobody's incident. */
async function incidentOf(look: RegisterLook, id: string, asked: Order['asked']): Promise<string | null> {
  switch (asked.kind) {
    case 'add-indicator':
      return asked.session.incidentId;
    case 'install-scripts':
      return null;
    case 'remove-file':
      return (await requestingLine(look, id)).session.incidentId;
  }
}

async function carryOut(
  context: ProcedureContext,
  actor: WorkerActor,
  lease: DefenderOrderLease,
  signal: AbortSignal,
): Promise<void> {
  const { asked } = lease.order;
  switch (asked.kind) {
    case 'add-indicator':
      await putIndicator(context, actor, lease, asked, signal);
      return;
    case 'install-scripts':
      await putScripts(context, actor, lease, asked, signal);
      return;
    case 'remove-file':
      await removeFile(context, actor, lease, asked, signal);
      return;
  }
}

function orderActor({ worker }: ProcedureContext, { asked, requester }: Order): WorkerActor {
  const { objectId, userPrincipalName, displayName } = requester;
  const identity = asked.kind === 'add-indicator' ? 'device-responder' : 'librarian';
  return {
    ...{ kind: 'worker', workerId: worker.id, address: worker.address, identity },
    onBehalfOf: { objectId, userPrincipalName, displayName },
  };
}
