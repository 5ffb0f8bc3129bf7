import { crc32 } from './crc32.ts';
import {
  type DiskImage,
  mostEntries,
  type PartitionTable,
  sectorBytes,
  type TableEntry,
} from './disk-image.ts';
import { gptTypeWords } from './partition-types.ts';

const headerBytes = 92;
const mostTableBytes = 1n << 20n;
const unused = '00000000-0000-0000-0000-000000000000';

/**
 * Reads the GUID partition table, and the backup at the disk’s end if the first one is damaged. In: the image, and the
 * bytes of the disk inside it. Out: null where neither header is one. What lies is named, nothing is thrown for it.
 * Source: UEFI Specification 2.10, §5.3.
 */
export async function readGpt(image: DiskImage, diskBytes: bigint): Promise<PartitionTable | null> {
  const first = await readAt(image, diskBytes, 1n, 'The GPT');
  if (first?.sound === true) return first;
  const last = await readAt(image, diskBytes, diskBytes / sectorBytes - 1n, 'The backup GPT');
  if (last === null) return first;
  if (first === null)
    return {
      ...last,
      problems: ['The GPT at the disk’s start is gone; the backup is shown.', ...last.problems],
    };
  if (!last.sound) return first;
  return { ...last, problems: [...first.problems, 'The backup GPT is shown instead.', ...last.problems] };
}

interface ReadTable extends PartitionTable {
  readonly sound: boolean; // both checksums hold
}

async function readAt(
  image: DiskImage,
  diskBytes: bigint,
  lba: bigint,
  name: string,
): Promise<ReadTable | null> {
  const at = lba * sectorBytes;
  if (lba < 1n || at + sectorBytes > diskBytes) return null;
  const header = await image.read(at, at + sectorBytes);
  if (header.toString('latin1', 0, 8) !== 'EFI PART') return null;
  const problems = headerProblems(header, lba, name);
  const place = tablePlace(header);
  const lie = placeProblem(place, diskBytes, name);
  if (lie !== null) return { entries: [], problems: [...problems, lie], sound: false };
  const bytes = await image.read(place.start, place.start + BigInt(place.count * place.size));
  if (crc32(bytes) !== header.readUInt32LE(88))
    problems.push(`${name} is damaged: the checksum of its entries is wrong.`);
  const sound = problems.length === 0;
  const { entries, more } = entriesOf(bytes, place);
  if (more) problems.push(`${name} names more than ${mostEntries} partitions; the others are not shown.`);
  return { entries, problems, sound };
}

function headerProblems(header: Buffer, lba: bigint, name: string): string[] {
  const problems: string[] = [];
  const size = header.readUInt32LE(12);
  if (size < headerBytes || size > header.length)
    problems.push(`${name} says that its header has ${size} bytes, which cannot be.`);
  else {
    const unsigned = Buffer.from(header.subarray(0, size));
    unsigned.writeUInt32LE(0, 16);
    if (crc32(unsigned) !== header.readUInt32LE(16))
      problems.push(`${name} is damaged: the checksum of its header is wrong.`);
  }
  const own = header.readBigUInt64LE(24);
  if (own !== lba) problems.push(`${name} says that it lies in sector ${own}, and lies in ${lba}.`);
  return problems;
}

interface Place {
  readonly start: bigint; // bytes
  readonly count: number;
  readonly size: number; // bytes of one entry
}

function tablePlace(header: Buffer): Place {
  return {
    start: header.readBigUInt64LE(72) * sectorBytes,
    count: header.readUInt32LE(80),
    size: header.readUInt32LE(84),
  };
}

function placeProblem({ start, count, size }: Place, diskBytes: bigint, name: string): string | null {
  const total = BigInt(count) * BigInt(size);
  if (size < 128 || size % 8 !== 0) return `${name} says that an entry has ${size} bytes, which cannot be.`;
  if (count === 0) return `${name} names no entries at all.`;
  if (total > mostTableBytes)
    return `${name} says that it has ${count} entries of ${size} bytes; none is read.`;
  if (start < sectorBytes || start + total > diskBytes)
    return `${name} says that its entries begin at byte ${start}, outside the disk.`;
  return null;
}

function entriesOf(
  bytes: Buffer,
  { count, size }: Place,
): { readonly entries: readonly TableEntry[]; readonly more: boolean } {
  const entries: TableEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    const entry = bytes.subarray(index * size, (index + 1) * size);
    const type = guidText(entry.subarray(0, 16));
    if (type === unused) continue;
    if (entries.length === mostEntries) return { entries, more: true };
    entries.push({
      number: index + 1,
      start: entry.readBigUInt64LE(32) * sectorBytes,
      end: (entry.readBigUInt64LE(40) + 1n) * sectorBytes, // the table names the last sector
      type: gptTypeWords(type),
      name: nameOf(entry.subarray(56, 128)),
    });
  }
  return { entries, more: false };
}

/** The first three groups are little-endian. Source: UEFI Specification 2.10, appendix A. */
function guidText(bytes: Buffer): string {
  const group = (from: number, to: number) => Buffer.from(bytes.subarray(from, to)).reverse().toString('hex');
  const tail = bytes.toString('hex', 8, 16);
  return `${group(0, 4)}-${group(4, 6)}-${group(6, 8)}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}

/** Controls and marks that turn text around are not shown: a name is the image’s word. */
function nameOf(bytes: Buffer): string | null {
  const [name = ''] = bytes.toString('utf16le').split('\0');
  const plain = name.replaceAll(/[\p{C}\u2028\u2029]/gu, '�').trim();
  return plain === '' ? null : plain;
}
