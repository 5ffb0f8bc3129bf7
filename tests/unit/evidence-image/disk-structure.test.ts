import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDiskStructure } from '../../../lib/evidence-image/disk-structure.ts';
import { fileSystemOf, tellingBytes } from '../../../lib/evidence-image/file-system.ts';
import { hexRows } from '../../../lib/evidence-image/hex-rows.ts';
import { basicData, linuxData, writeGpt, writeMbr } from '../../support/make-partitions.ts';
import { fixedVhd } from '../../support/make-vhd.ts';

const mib = 1 << 20;
const sector = 512;

describe('the structure of an image', () => {
  it('names footer, partitions and what each begins with', async () => {
    const disk = writeGpt(Buffer.alloc(4 * mib), [
      { type: basicData, first: 2048, last: 4095, name: 'Basic data' },
      { type: linuxData, first: 4096, last: 6143, name: 'root' },
      { type: '00000000-1111-4222-8333-444444444444', first: 6144, last: 7167, name: '' },
    ]);
    disk.write('NTFS    ', mib + 3, 'latin1');
    disk.writeUInt16LE(0xef53, 2 * mib + 1024 + 0x38);
    disk.writeUInt32LE(0x40, 2 * mib + 1024 + 0x60);
    expect(await structureOf(disk)).toEqual({
      footer: {
        type: 'fixed',
        diskBytes: String(4 * mib),
        createdAt: '2026-01-05T08:00:00.000Z',
        creator: 'hfst',
        uuid: '0f0e0d0c-0b0a-4908-8706-050403020100',
      },
      table: 'gpt',
      wholeDisk: null,
      problems: [],
      partitions: [
        partition(1, mib, 2 * mib, 'Microsoft basic data', 'Basic data', 'NTFS'),
        partition(2, 2 * mib, 3 * mib, 'Linux file system', 'root', 'ext4'),
        partition(3, 3 * mib, 3.5 * mib, 'Unknown type 00000000-1111-4222-8333-444444444444', null, null),
      ],
    });
  });

  it('follows the chain of logical partitions, and leaves one that runs in a circle', async () => {
    const disk = Buffer.alloc(2 * mib);
    writeMbr(disk, [
      { type: 0x83, first: 64, sectors: 64 },
      { type: 0x05, first: 1024, sectors: 2048 },
    ]);
    writeMbr(
      disk,
      [
        { type: 0x07, first: 32, sectors: 64 },
        { type: 0x05, first: 256, sectors: 256 },
      ],
      1024,
    );
    writeMbr(
      disk,
      [
        { type: 0x0c, first: 32, sectors: 64 },
        { type: 0x05, first: 0, sectors: 256 },
      ],
      1280,
    );
    disk.write('XFSB', 64 * sector, 'latin1');
    disk.write('FAT32   ', (1280 + 32) * sector + 0x52, 'latin1');
    const { table, partitions, problems } = await structureOf(disk);
    expect(table).toBe('mbr');
    expect(partitions.map(({ number, start, fileSystem }) => [number, Number(start), fileSystem])).toEqual([
      [1, 64 * sector, 'XFS'],
      [2, 1024 * sector, null],
      [5, 1056 * sector, null],
      [6, 1312 * sector, 'FAT32'],
    ]);
    expect(problems).toEqual(['The chain of logical partitions runs in a circle.']);
  });

  it.each<[string, (header: Buffer) => void, RegExp]>([
    [
      'a million entries',
      (h) => h.writeUInt32LE(1_000_000, 80),
      /1000000 entries of 128 bytes; none is read/,
    ],
    ['entries of 3 bytes', (h) => h.writeUInt32LE(3, 84), /an entry has 3 bytes/],
    ['entries outside', (h) => h.writeBigUInt64LE(1n << 40n, 72), /begin at byte 562949953421312, outside/],
    ['a huge header', (h) => h.writeUInt32LE(70_000, 12), /header has 70000 bytes/],
    ['another place', (h) => h.writeBigUInt64LE(9n, 24), /says that it lies in sector 9, and lies in 1/],
    ['other entries', (h) => h.writeUInt32LE(7, 88), /checksum of its entries is wrong/],
  ])('names a table that lies: %s', async (_, lie, words) => {
    const disk = writeGpt(Buffer.alloc(mib), [{ type: linuxData, first: 64, last: 127, name: 'a' }], lie);
    expect((await structureOf(disk)).problems.join(' ')).toMatch(words);
  });

  it('shows the backup where the first table is damaged, and says so', async () => {
    const disk = writeGpt(Buffer.alloc(mib), [{ type: linuxData, first: 64, last: 127, name: 'kept' }]);
    disk.writeUInt8(1, sector + 60);
    const { partitions, problems } = await structureOf(disk);
    expect(partitions.map(({ name }) => name)).toEqual(['kept']);
    expect(problems).toEqual([
      'The GPT is damaged: the checksum of its header is wrong.',
      'The backup GPT is shown instead.',
    ]);
  });

  it('looks into no partition that overruns the disk, and names those that overlap', async () => {
    const disk = writeGpt(Buffer.alloc(mib), [
      { type: linuxData, first: 64, last: 1023, name: 'wide' },
      { type: linuxData, first: 128, last: 255, name: 'inside' },
      { type: linuxData, first: 512, last: 600, name: 'inside too' },
      { type: linuxData, first: 1500, last: 1 << 29, name: 'long' },
      { type: linuxData, first: 1 << 30, last: 2 ** 31, name: 'outside' },
      { type: linuxData, first: 1400, last: 10, name: 'backwards' },
    ]);
    const { partitions, problems } = await structureOf(disk);
    expect(partitions.map(({ problem }) => problem)).toEqual([
      ...[null, null, null],
      'It ends outside the disk.',
      'It begins outside the disk.',
      'It ends before it begins.',
    ]);
    expect(problems).toEqual(['Partitions 1 and 2 overlap.', 'Partitions 1 and 3 overlap.']);
  });

  it('says of a disk without partitions what it begins with', async () => {
    const disk = Buffer.alloc(mib);
    disk.write('NTFS    ', 3, 'latin1');
    disk.writeUInt16LE(0xaa55, 510); // a boot sector bears the mark of a boot record
    expect(await structureOf(disk)).toMatchObject({ table: 'none', wholeDisk: 'NTFS', partitions: [] });
  });

  it('throws at nothing, whatever the bytes, and reads nothing outside the image', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(2_000), fc.integer({ min: 0, max: 255 })), { maxLength: 60 }),
        async (changes) => {
          const disk = writeGpt(Buffer.alloc(64 * sector), [
            { type: linuxData, first: 40, last: 50, name: 'x' },
          ]);
          for (const [at, byte] of changes) disk.writeUInt8(byte, at);
          await structureOf(disk);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a file system', () => {
  it.each([
    ['BitLocker (encrypted)', 3, '-FVE-FS-'],
    ['exFAT', 3, 'EXFAT   '],
    ['LUKS (encrypted)', 0, 'LUKS\xba\xbe'],
    ['LVM', 512, 'LABELONE'],
    ['Btrfs', 0x1_0040, '_BHRfS_M'],
  ])('%s is told by its mark', (name, at, mark) => {
    const bytes = Buffer.alloc(tellingBytes);
    bytes.write(mark, at, 'latin1');
    expect(fileSystemOf(bytes)).toBe(name);
  });

  it('that bears no mark is not recognised, also where hardly any bytes are there', () => {
    expect([fileSystemOf(Buffer.alloc(tellingBytes)), fileSystemOf(Buffer.alloc(512))]).toEqual([null, null]);
  });
});

it('bytes are shown in rows of sixteen, and what is no printable ASCII as a point', () => {
  const bytes = Buffer.from('Holdfast\0\x7f\xff~ \tab+');
  expect(hexRows(Buffer.concat([bytes.subarray(0, 8), Buffer.from([0, 0x7f, 0xff])]), 4096n)).toEqual([
    { offset: '4096', hex: '48 6f 6c 64 66 61 73 74 00 7f ff', text: 'Holdfast...' },
  ]);
  expect(hexRows(Buffer.alloc(17), 0n).map(({ offset }) => offset)).toEqual(['0', '16']);
});

async function structureOf(disk: Buffer) {
  const image = fixedVhd(disk);
  return await readDiskStructure({
    sizeBytes: BigInt(image.length),
    read: async (start, end) => {
      if (start < 0n || end > BigInt(image.length) || start > end) throw new Error(`read ${start} to ${end}`);
      return image.subarray(Number(start), Number(end));
    },
  });
}

function partition(
  number: number,
  start: number,
  end: number,
  type: string,
  name: string | null,
  fileSystem: string | null,
) {
  return { number, start: `${start}`, end: `${end}`, type, name, fileSystem, problem: null };
}
