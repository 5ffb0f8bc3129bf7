import {
  type DiskImage,
  mostEntries,
  type PartitionTable,
  sectorBytes,
  type TableEntry,
} from './disk-image.ts';
import { mbrTypeWords } from './partition-types.ts';

const tableAt = 446;
const entryBytes = 16;
const extended: readonly number[] = [0x05, 0x0f, 0x85];
const protective = 0xee;

export interface MbrTable extends PartitionTable {
  readonly protective: boolean; // it only says that a GPT is there
}

/**
 * Reads the master boot record and the chain of logical partitions. Out: null for a first sector that is none: without
 * its mark, or with a table that a file system’s boot sector has by chance. A chain that runs in a circle, or outside
 * the disk, is named and left. Source: UEFI Specification 2.10, §5.2.
 */
export async function readMbr(image: DiskImage, diskBytes: bigint): Promise<MbrTable | null> {
  if (diskBytes < sectorBytes) return null;
  const sector = await image.read(0n, sectorBytes);
  if (!isTable(sector)) return null;
  const found = slotsOf(sector);
  const used = found.filter(({ type }) => type !== 0);
  const entries = used.map((slot) => entryOf(slot, 0n));
  const problems: string[] = [];
  for (const { type, first } of used)
    if (extended.includes(type)) await addLogical(image, diskBytes, BigInt(first), entries, problems);
  return { entries, problems, protective: used.some(({ type }) => type === protective) };
}

interface Slot {
  readonly number: number;
  readonly status: number;
  readonly type: number;
  readonly first: number; // sector
  readonly sectors: number;
}

function slotsOf(sector: Buffer): readonly Slot[] {
  return [0, 1, 2, 3].map((index) => {
    const at = tableAt + index * entryBytes;
    return {
      number: index + 1,
      status: sector.readUInt8(at),
      type: sector.readUInt8(at + 4),
      first: sector.readUInt32LE(at + 8),
      sectors: sector.readUInt32LE(at + 12),
    };
  });
}

/** A boot sector of a file system bears the same mark; the first byte of an entry is 0x80 or 0 in a table alone. */
function isTable(sector: Buffer): boolean {
  if (sector.readUInt16LE(510) !== 0xaa55) return false;
  const slots = slotsOf(sector);
  return (
    slots.some(({ type, sectors }) => type !== 0 && sectors !== 0) &&
    slots.every(({ status }) => status === 0 || status === 0x80)
  );
}

function entryOf({ number, type, first, sectors }: Slot, base: bigint): TableEntry {
  const start = (base + BigInt(first)) * sectorBytes;
  return { number, start, end: start + BigInt(sectors) * sectorBytes, type: mbrTypeWords(type), name: null };
}

async function addLogical(
  image: DiskImage,
  diskBytes: bigint,
  base: bigint,
  entries: TableEntry[],
  problems: string[],
): Promise<void> {
  const seen = new Set<bigint>();
  for (let at = base, number = 5; ; number += 1) {
    const from = at * sectorBytes;
    if (seen.has(at)) return void problems.push('The chain of logical partitions runs in a circle.');
    if (entries.length >= mostEntries)
      return void problems.push(`The chain of logical partitions names more than ${mostEntries}.`);
    if (from + sectorBytes > diskBytes)
      return void problems.push(`The chain of logical partitions leads to byte ${from}, outside the disk.`);
    seen.add(at);
    const sector = await image.read(from, from + sectorBytes);
    if (sector.readUInt16LE(510) !== 0xaa55)
      return void problems.push(`The chain of logical partitions ends at byte ${from} in what is no table.`);
    const [own, next] = slotsOf(sector);
    if (own !== undefined && own.type !== 0) entries.push(entryOf({ ...own, number }, at));
    if (next === undefined || !extended.includes(next.type)) return;
    at = base + BigInt(next.first);
  }
}
