import { z } from 'zod';
import type { Portal } from './portal.ts';

const answer = z.object({
  incidents: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      title: z.string(),
      retentionDays: z.number(),
      machines: z.array(
        z.object({
          resourceId: z.string(),
          name: z.string(),
          readError: z.string().nullable(),
          disks: z.array(
            z.object({
              resourceId: z.string().nullable(),
              name: z.string(),
              sizeBytes: z.string().nullable(),
            }),
          ),
        }),
      ),
    }),
  ),
});

type FoundMachine = z.infer<typeof answer>['incidents'][number]['machines'][number];

export interface FoundDisks {
  readonly incidentId: string;
  readonly machine: FoundMachine;
  readonly diskResourceIds: readonly string[];
  readonly retentionDays: number;
}

/** Turns names into resource ids. Throws one line that lists what there is instead. */
export async function findDisks(
  portal: Portal,
  wanted: { readonly incident: string; readonly vm: string; readonly disks: readonly string[] },
): Promise<FoundDisks> {
  const query = encodeURIComponent(wanted.incident);
  const { incidents } = answer.parse(await portal.get(`/api/incidents?query=${query}`));
  const incident = theOnly(incidents, `incident "${wanted.incident}"`, (one) => `${one.number} ${one.title}`);
  const machine = theOnly(
    incident.machines.filter((one) => isNamed(wanted.vm, one)),
    `virtual machine "${wanted.vm}" in ${incident.number}`,
    (one) => one.name,
    incident.machines,
  );
  if (machine.disks.length === 0) {
    throw new Error(
      `Azure has not told the disks of ${machine.name}${machine.readError === null ? ' yet' : `: ${machine.readError}`}.`,
    );
  }
  return {
    incidentId: incident.id,
    machine,
    diskResourceIds: chosenDisks(machine, wanted.disks),
    retentionDays: incident.retentionDays,
  };
}

function chosenDisks(machine: FoundMachine, names: readonly string[]): readonly string[] {
  const exportable = machine.disks.filter((disk) => disk.resourceId !== null);
  const chosen =
    names.length === 0
      ? exportable
      : names.map((name) =>
          theOnly(
            machine.disks.filter((disk) => isNamed(name, disk)),
            `disk "${name}" on ${machine.name}`,
            (disk) => disk.name,
            machine.disks,
          ),
        );
  if (chosen.length === 0) throw new Error(notManaged(machine.disks.map(({ name }) => name).join(', ')));
  return chosen.map(({ name, resourceId }) => {
    if (resourceId === null) throw new Error(notManaged(name));
    return resourceId;
  });
}

function notManaged(names: string): string {
  return `${names}: an ephemeral or unmanaged disk, which Azure cannot snapshot. Capture it from inside the machine.`;
}

function isNamed(
  wanted: string,
  one: { readonly name: string; readonly resourceId: string | null },
): boolean {
  const lower = wanted.toLowerCase();
  return one.name.toLowerCase() === lower || one.resourceId?.toLowerCase() === lower;
}

function theOnly<T>(
  matches: readonly T[],
  what: string,
  words: (one: T) => string,
  instead: readonly T[] = [],
): T {
  const [first, ...more] = matches;
  if (first === undefined) {
    const there = instead.map(words).join(', ');
    throw new Error(`There is no ${what} that you may see${there === '' ? '' : `; there is ${there}`}.`);
  }
  if (more.length > 0) throw new Error(`There is more than one ${what}: ${matches.map(words).join('; ')}.`);
  return first;
}
