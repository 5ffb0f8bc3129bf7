import type { CatalogueMachine } from '../arm/machine-catalogue.ts';
import type { IncidentSource } from './incident-body.ts';
import { type IncidentSeed, incidentSeeds } from './incident-seeds.ts';

const firstNumber = 4101;

/** The demo incidents, newest first, and one for the machines that were dropped into the disks folder. */
export function demoIncidents(
  machines: readonly CatalogueMachine[],
  seededAt: Date,
): readonly IncidentSource[] {
  const imported = machines.filter((one) => one.imported);
  const seeds = imported.length === 0 ? incidentSeeds : [importedMachines(imported), ...incidentSeeds];
  return seeds.map((seed) => ({ number: numberOf(seed), seed, seededAt, machines }));
}

function numberOf(seed: IncidentSeed): number {
  const index = incidentSeeds.indexOf(seed);
  return index === -1 ? firstNumber - 1 : firstNumber + index;
}

function importedMachines(imported: readonly CatalogueMachine[]): IncidentSeed {
  return {
    title: 'Imported machines',
    severity: 'informational',
    status: 'active',
    hoursAgo: 1,
    alerts: [
      {
        title: 'Disk images found in the machines folder',
        category: 'Discovery',
        severity: 'informational',
        description:
          'These machines were made from disk images placed in the cloud/disks folder of this installation.',
        machines: imported.map((one) => one.name),
      },
    ],
  };
}
