import type { PersonActor } from '../../custody/actor.ts';
import type { Machine } from '../../custody/machine.ts';
import { machineChanges } from '../../custody/recorded-change.ts';
import type { ProcedureContext } from '../procedure.ts';
import { incidentEvent } from './incident-event.ts';

/** Keeps what Azure says of a machine now, and records what changed; nothing is written if nothing did. */
export async function refreshMachine(
  { register }: ProcedureContext,
  actor: PersonActor,
  incidentId: string,
  now: Machine,
): Promise<void> {
  const known = await register.look.machine(incidentId, now.resourceId);
  if (known !== null && machineChanges(known, now).length === 0) return;
  await register.record(actor, ['incident.updated'], async (desk) => {
    const before = await desk.machine(incidentId, now.resourceId);
    const changes = before === null ? [] : machineChanges(before, now);
    await desk.saveMachine(incidentId, now);
    const detail = { source: 'azure', changes } as const;
    return { events: [incidentEvent('incident.updated', incidentId, null, detail)], result: undefined };
  });
}
