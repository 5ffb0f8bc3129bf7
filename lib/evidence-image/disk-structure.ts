import type { DiskPartition, DiskStructure } from '../custody/disk-structure.ts';
import { readVhdFooter, VhdError, vhdFooterBytes } from '../hashing/vhd.ts';
import type { DiskImage, PartitionTable, TableEntry } from './disk-image.ts';
import { fileSystemOf, tellingBytes } from './file-system.ts';
import { readGpt } from './gpt.ts';
import { readMbr } from './mbr.ts';

const mostLookedInto = 32; // each costs a read of its own

/**
 * What an image says of itself: footer, partition table, and the file system at each partition’s start. Trusts none of
 * it: what cannot be so is named. Rejects only for bytes that cannot be vouched for.
 */
export async function readDiskStructure(image: DiskImage): Promise<DiskStructure> {
  const diskBytes = image.sizeBytes - BigInt(vhdFooterBytes);
  const footer = await footerOf(image);
  const { kind, table } = await tableOf(image, diskBytes);
  const problems = [...table.problems, ...overlaps(table.entries)];
  const partitions: DiskPartition[] = [];
  for (const [index, entry] of table.entries.entries())
    partitions.push(await lookedInto(image, diskBytes, entry, index));
  const wholeDisk = kind === 'none' ? await fileSystemAt(image, 0n, diskBytes) : null;
  return { footer, table: kind, partitions, wholeDisk, problems };
}

async function footerOf(image: DiskImage): Promise<DiskStructure['footer']> {
  const bytes = await image.read(image.sizeBytes - BigInt(vhdFooterBytes), image.sizeBytes);
  try {
    const { type, currentSize, createdAt, creatorApplication, uuid } = readVhdFooter(bytes);
    const creator = creatorApplication.replaceAll(/[^\x20-\x7e]/g, '').trim();
    return { type, diskBytes: currentSize.toString(), createdAt: createdAt.toISOString(), creator, uuid };
  } catch (error) {
    if (error instanceof VhdError) return { problem: error.message };
    throw error;
  }
}

/** A GPT counts where the boot record points to it, and where there is no boot record any more. */
async function tableOf(
  image: DiskImage,
  diskBytes: bigint,
): Promise<{ readonly kind: DiskStructure['table']; readonly table: PartitionTable }> {
  const mbr = await readMbr(image, diskBytes);
  if (mbr === null || mbr.protective) {
    const gpt = await readGpt(image, diskBytes);
    if (gpt !== null) return { kind: 'gpt', table: mbr === null ? withoutMbr(gpt) : gpt };
    if (mbr === null) return { kind: 'none', table: { entries: [], problems: [] } };
    const problem = 'The boot record says that a GPT is there, and there is none.';
    return { kind: 'mbr', table: { ...mbr, problems: [...mbr.problems, problem] } };
  }
  return { kind: 'mbr', table: mbr };
}

function withoutMbr(gpt: PartitionTable): PartitionTable {
  return { ...gpt, problems: [...gpt.problems, 'The boot record that should stand before the GPT is gone.'] };
}

/** An extended partition holds its logical ones, so it overlaps nothing. */
function overlaps(entries: readonly TableEntry[]): readonly string[] {
  const own = entries.filter(({ type, start, end }) => end > start && !holdsOthers(type));
  const sorted = own.toSorted((one, other) => (one.start < other.start ? -1 : 1));
  let furthest: TableEntry | undefined;
  const problems: string[] = [];
  for (const one of sorted) {
    if (furthest !== undefined && furthest.end > one.start)
      problems.push(`Partitions ${furthest.number} and ${one.number} overlap.`);
    if (furthest === undefined || one.end > furthest.end) furthest = one;
  }
  return problems;
}

function holdsOthers(type: string): boolean {
  return /^(Linux e|E)xtended/.test(type);
}

async function lookedInto(
  image: DiskImage,
  diskBytes: bigint,
  { start, end, ...entry }: TableEntry,
  index: number,
): Promise<DiskPartition> {
  const problem = whyNotInto({ start, end, ...entry }, diskBytes, index);
  const fileSystem = problem === null ? await fileSystemAt(image, start, end) : null;
  return { ...entry, start: start.toString(), end: end.toString(), fileSystem, problem };
}

function whyNotInto({ start, end, type }: TableEntry, diskBytes: bigint, index: number): string | null {
  if (end <= start) return 'It ends before it begins.';
  if (start >= diskBytes) return 'It begins outside the disk.';
  if (end > diskBytes) return 'It ends outside the disk.';
  if (holdsOthers(type)) return 'It holds the logical partitions.';
  return index < mostLookedInto ? null : `Only the first ${mostLookedInto} are looked into.`;
}

async function fileSystemAt(image: DiskImage, start: bigint, end: bigint): Promise<string | null> {
  const telling = start + BigInt(tellingBytes);
  return fileSystemOf(await image.read(start, telling < end ? telling : end));
}
