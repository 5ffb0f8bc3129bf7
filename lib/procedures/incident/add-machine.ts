import { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { Machine } from '../../custody/machine.ts';
import { reasonSchema } from '../../custody/reason.ts';
import type { Procedure, ProcedureContext } from '../procedure.ts';
import { incidentEvent } from './incident-event.ts';
import { openVisibleIncident } from './visible-incident.ts';

const machineId =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[\w.()-]{1,90}\/providers\/Microsoft\.Compute\/virtualMachines\/[\w.-]{1,64}$/i;

export const addMachineInput = z.strictObject({
  incidentId: z.uuid(),
  resourceId: z
    .string()
    .trim()
    .regex(
      machineId,
      'Give the resource id of a virtual machine: /subscriptions/…/resourceGroups/…/providers/Microsoft.Compute/virtualMachines/…',
    ),
  reason: reasonSchema,
});

const readLimitMs = 20_000;

/** Adds a virtual machine to an incident by its resource id, with what Azure says of it now. */
export const addMachine: Procedure<
  z.infer<typeof addMachineInput>,
  { readonly resourceId: string; readonly name: string }
> = {
  name: 'add-machine',
  permission: 'incident.add-machine',
  input: addMachineInput,
  records: ['incident.machine-added'],
  async run(context, actor, { incidentId, resourceId, reason }) {
    const incident = await openVisibleIncident(context.register.look, actor, incidentId);
    if ((await context.register.look.machine(incident.id, resourceId.toLowerCase())) !== null) {
      throw new CustodyError('conflict', `This machine is already in ${incident.number}.`);
    }
    const machine = await readTouchable(context, actor, resourceId);
    return await context.register.record(actor, ['incident.machine-added'], async (desk) => {
      const { id } = await openVisibleIncident(desk, actor, incidentId);
      await desk.saveMachine(id, machine);
      return {
        events: [
          incidentEvent('incident.machine-added', id, reason, { resourceId: machine.resourceId, reason }),
        ],
        result: { resourceId: machine.resourceId, name: machine.name },
      };
    });
  },
};

/** The product's own rights read the machine; the person's own rights decide whether they may have it. */
async function readTouchable(
  context: ProcedureContext,
  actor: PersonActor,
  resourceId: string,
): Promise<Machine> {
  const signal = AbortSignal.timeout(readLimitMs);
  if (!(await context.scope.mayTouch(actor.objectId, resourceId, signal))) {
    throw new CustodyError(
      'forbidden',
      'Your own Azure roles do not reach this machine. Ask for Reader on its subscription.',
      { detail: { resourceId } },
    );
  }
  const machine = await context.machines.read(resourceId, signal);
  if (machine === null)
    throw new CustodyError(
      'not-found',
      'Azure knows no virtual machine of this resource id, or does not let Holdfast read it. Compare the id with the one in the Azure portal.',
    );
  return machine;
}
