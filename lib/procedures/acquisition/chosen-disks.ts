import { planSentence } from '../../custody/acquisition-plan.ts';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { Machine, MachineDisk } from '../../custody/machine.ts';
import { refreshMachine } from '../incident/refresh-machine.ts';
import type { ProcedureContext } from '../procedure.ts';

export type ChosenDisk = MachineDisk & { readonly resourceId: string };

/** What a person chose and confirmed of a machine. */
interface Choice {
  readonly incidentId: string;
  readonly diskResourceIds: readonly string[];
  readonly confirmedPlan: string;
  readonly rehearsal: boolean;
}

const azureLimitMs = 20_000;

/** What Azure says of the machine now: that is what the record will say the evidence came from. */
export async function machineOfIncident(
  context: ProcedureContext,
  incidentId: string,
  machineId: string,
): Promise<Machine> {
  const known = await context.register.look.machine(incidentId, machineId);
  if (known === null)
    throw new CustodyError(
      'not-found',
      'This machine does not belong to the incident, or Azure did not describe it yet. Add it to the incident first.',
    );
  const machine = await context.machines.read(known.resourceId, AbortSignal.timeout(azureLimitMs));
  if (machine === null)
    throw new CustodyError(
      'not-found',
      `Azure no longer knows ${known.name}, or no longer lets Holdfast read it. See whether it still exists.`,
    );
  return machine;
}

/**
 * The chosen disks, if the machine still is what the person read of it. One that changed is kept first: so the person
 * sees the new plan at once, and can confirm that.
 */
export async function confirmedDisks(
  context: ProcedureContext,
  actor: PersonActor,
  machine: Machine,
  input: Choice,
): Promise<readonly ChosenDisk[]> {
  try {
    const disks = chosenDisks(machine, input.diskResourceIds);
    requireSamePlan(context, machine, input);
    return disks;
  } catch (error) {
    await requireOwnScope(context, actor, [machine.resourceId]);
    await refreshMachine(context, actor, input.incidentId, machine);
    throw error;
  }
}

function chosenDisks(machine: Machine, ids: readonly string[]): readonly ChosenDisk[] {
  return [...new Set(ids)].map((id) => {
    const disk = machine.disks.find((one) => one.resourceId?.toLowerCase() === id);
    if (disk === undefined || disk.resourceId === null)
      throw new CustodyError(
        'not-found',
        `${machine.name} has no disk with the resource id ${id}. It has ${machine.disks.map(({ name }) => name).join(', ')}.`,
      );
    return { ...disk, resourceId: disk.resourceId.toLowerCase() };
  });
}

function requireSamePlan(context: ProcedureContext, machine: Machine, input: Choice): void {
  if (input.confirmedPlan === planSentence(machine, input.diskResourceIds, context.policy, input.rehearsal))
    return;
  throw new CustodyError(
    'conflict',
    'What would be done has changed since you read it. The new plan is shown now: read it and confirm again.',
  );
}

export async function requireOwnScope(
  context: ProcedureContext,
  actor: PersonActor,
  ids: readonly string[],
): Promise<void> {
  const signal = AbortSignal.timeout(azureLimitMs);
  const answers = await Promise.all(ids.map((id) => context.scope.mayTouch(actor.objectId, id, signal)));
  const beyond = ids.find((_, index) => answers[index] !== true);
  if (beyond === undefined) return;
  throw new CustodyError(
    'forbidden',
    'Your own Azure roles do not reach this machine and its disks. Ask for Reader on their subscription.',
    { detail: { resourceId: beyond } },
  );
}
