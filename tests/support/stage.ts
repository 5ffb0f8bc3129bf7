import { randomUUID } from 'node:crypto';
import { planSentence } from '../../lib/custody/acquisition-plan.ts';
import type { Machine } from '../../lib/custody/machine.ts';
import type { TestDatabase } from './database.ts';
import { acquisitionRequest, analyst, note } from './facts.ts';
import { machineOf } from './portal.ts';

/** One incident with a machine, an evidence item and a running acquisition; nobody is its member. */
export interface Stage {
  readonly incidentId: string;
  readonly machine: Machine;
  readonly machineRowId: string;
  readonly acquisitionId: string;
  readonly evidenceId: string;
  readonly eventId: string; // a fact of the incident
}

export async function stage(
  database: TestDatabase,
  options: { readonly restricted: boolean; readonly machineName?: string; readonly diskName?: string },
): Promise<Stage> {
  const mark = randomUUID().slice(0, 8);
  const machine = machineOf(vmId(`${options.machineName ?? 'vm'}-${mark}`));
  const made = await database.register.record(analyst, ['incident.note-written'], async (desk) => {
    const incident = await desk.openIncident({ title: `Stage ${mark}`, severity: 'low', openedBy: analyst });
    await desk.saveMachine(incident.id, machine);
    const { acquisitionId, evidenceId } = await desk.createAcquisition(
      acquisitionRequest(incident.id, `${options.diskName ?? 'taken'}-${mark}`),
    );
    const result = { incidentId: incident.id, acquisitionId, evidenceId };
    return { events: [note(incident.id, 'stage')], result };
  });
  if (options.restricted)
    await database.asAdmin('update incident set restricted = true where id = $1', [made.incidentId]);
  const row = await database.db.incidentMachine.findFirstOrThrow({ where: { incidentId: made.incidentId } });
  const { id: eventId } = await database.db.custodyEvent.findFirstOrThrow({
    where: { incidentId: made.incidentId },
  });
  return { ...made, machine, machineRowId: row.id, eventId };
}

export function vmId(name: string): string {
  return `/subscriptions/00000000-0000-4000-8000-000000000002/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/${name}`;
}

/** What the acquire form would send for the machine of the stage. */
export function acquisitionForm({ incidentId, machine }: Stage) {
  const diskResourceIds = machine.disks.flatMap((disk) =>
    disk.resourceId === null ? [] : [disk.resourceId],
  );
  return {
    incidentId,
    machineResourceId: machine.resourceId,
    diskResourceIds,
    reason: 'Reported beaconing to a known address.',
    authority: { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null },
    readMode: 'page-list',
    requestKey: randomUUID(),
    confirmedPlan: planSentence(machine, diskResourceIds, { retentionDays: 30 }),
  };
}
