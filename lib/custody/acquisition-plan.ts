import type { Machine, MachineDisk } from './machine.ts';
import { retentionDaysOf } from './retention.ts';

type PlannedMachine = Pick<Machine, 'name'> & {
  readonly disks: readonly Pick<MachineDisk, 'resourceId' | 'name' | 'sizeBytes'>[];
};

/**
 * The one plain sentence that a person reads before confirming: what will happen, what it touches and how
 * long the copy cannot be deleted. Same inputs, same sentence, in whatever order the disks were chosen.
 */
export function planSentence(
  machine: PlannedMachine,
  diskResourceIds: readonly string[],
  policy: { readonly retentionDays: number },
  rehearsal = false,
): string {
  const wanted = new Set(diskResourceIds.map((id) => id.toLowerCase()));
  const disks = machine.disks
    .filter((disk) => disk.resourceId !== null && wanted.has(disk.resourceId.toLowerCase()))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const subject = disks.length === 1 ? 'disk' : `${disks.length} disks`;
  const many = disks.length !== 1;
  const it = many ? 'them' : 'it';
  const copies = many ? 'copies' : 'copy';
  const days = retentionDaysOf({ rehearsal }, policy);
  return (
    `${rehearsal ? 'Rehearsal, no evidence: ' : ''}Holdfast will snapshot the ${subject} ${disks.map(diskWords).join(', ')} of ${machine.name} ` +
    `without stopping the machine or writing to ${many ? 'its disks' : 'the disk'}, copy ${it} into ` +
    `${rehearsal ? 'a rehearsal container of the evidence locker' : 'the evidence locker'}, hash the source and the stored ` +
    `${copies} independently, and remove the ${many ? 'snapshots' : 'snapshot'}; nobody can delete the ` +
    `${copies} for ${days} ${days === 1 ? 'day' : 'days'}, ${rehearsal ? 'and no legal hold is placed' : 'or while a legal hold stands'}.`
  );
}

/** Said whenever several disks are taken one by one; null for a single disk. */
export function consistencyNote(diskCount: number): string | null {
  if (diskCount < 2) return null;
  return 'Each disk gets its own snapshot, taken one after the other: the snapshots are not mutually consistent.';
}

function diskWords(disk: PlannedMachine['disks'][number]): string {
  return disk.sizeBytes === null ? disk.name : `${disk.name} (${sizeWords(BigInt(disk.sizeBytes))})`;
}

function sizeWords(bytes: bigint): string {
  const gib = 1024n ** 3n;
  const mib = 1024n ** 2n;
  if (bytes >= gib && bytes % gib === 0n) return `${bytes / gib} GiB`;
  return bytes >= mib && bytes % mib === 0n ? `${bytes / mib} MiB` : `${bytes} bytes`;
}
