import { describe, expect, test } from 'vitest';
import type { PackageVerdict } from '../../../lib/custody/package-verdict.ts';
import { ArchiveRefused } from '../../../lib/package-reading/archive-refused.ts';
import { openArchive } from '../../../lib/package-reading/open-archive.ts';
import { packageLimits } from '../../../lib/package-reading/package-limits.ts';
import { takeInventory } from '../../../lib/package-reading/take-inventory.ts';
import { type Packed, packedZip } from '../../support/packed-zip.ts';

const good: Packed = { name: 'Processes/Processes.csv', data: 'Name,Id\r\nlsass.exe,700\r\n' };

function sourceOf(bytes: Buffer) {
  return {
    sizeBytes: bytes.length,
    read: async (start: number, end: number) => bytes.subarray(start, end),
  };
}

async function inventoryOf(bytes: Buffer, limits = packageLimits) {
  return await takeInventory(await openArchive(sourceOf(bytes), limits), 'windows');
}

async function verdictOf(bytes: Buffer, limits = packageLimits): Promise<PackageVerdict | 'read'> {
  try {
    await inventoryOf(bytes, limits);
    return 'read';
  } catch (error) {
    if (error instanceof ArchiveRefused) return error.verdict;
    throw error;
  }
}

describe('an archive that is built against who opens it is named and not read', () => {
  const hostile: readonly (readonly [what: string, verdict: PackageVerdict, files: readonly Packed[]])[] = [
    ['a path upwards', 'traversal', [good, { name: 'Autoruns/../../etc/cron.d/x', data: 'x' }]],
    ['a path upwards with backslashes', 'traversal', [{ name: '..\\..\\Windows\\x.dll', data: 'x' }]],
    ['a path from the root', 'traversal', [{ name: '/etc/passwd', data: 'x' }]],
    ['a share', 'traversal', [{ name: '\\\\server\\share\\x', data: 'x' }]],
    ['a drive', 'traversal', [{ name: 'C:\\Windows\\x.dll', data: 'x' }]],
    ['a second stream of a file', 'traversal', [{ name: 'a.txt:hidden', data: 'x' }]],
    ['a symbolic link', 'link', [{ name: 'a', data: '/etc', madeBy: 3, attributes: 0xa1ff0000 }]],
    [
      'a symbolic link packed by macOS',
      'link',
      [{ name: 'a', data: '/', madeBy: 19, attributes: 0xa1ff0000 }],
    ],
    ['one name twice', 'doubled-name', [good, good]],
    ['one name twice but for the case', 'doubled-name', [{ name: 'A.txt' }, { name: 'a.TXT' }]],
    ['another name beside the bytes', 'two-names', [{ ...good, localName: 'Processes/Processes.exe' }]],
    ['another size beside the bytes', 'lying-sizes', [{ ...good, localBytes: 3 }]],
    ['more bytes than it says', 'lying-sizes', [{ name: 'a', data: 'x'.repeat(100_000), bytes: 10 }]],
    ['fewer bytes than it says', 'lying-sizes', [{ name: 'a', data: 'xx', bytes: 1_000 }]],
    ['a size that no deflate reaches', 'lying-sizes', [{ name: 'a', data: 'xx', bytes: 3_000_000_000 }]],
    ['stored bytes of two sizes', 'lying-sizes', [{ name: 'a', data: 'xx', stored: true, bytes: 5 }]],
    ['a folder with bytes', 'lying-sizes', [{ name: 'a/', data: 'xx' }]],
    [
      'a file inside another one',
      'overlap',
      [
        { name: 'a', data: packedZip([good]), stored: true },
        { ...good, offset: 31 },
      ],
    ],
    ['encryption', 'encrypted', [{ ...good, flags: 0x0801 }]],
    ['a packing that is not read', 'unknown-form', [{ ...good, method: 14 }]],
  ];
  test.each(hostile)('%s: %s', async (_, verdict, files) => {
    expect(await verdictOf(packedZip(files))).toBe(verdict);
  });
});

describe('limits hold before anything is unpacked', () => {
  test('more entries than a package has', async () => {
    const many = Array.from({ length: 30 }, (_, i) => ({ name: `a${i}` }));
    expect(await verdictOf(packedZip(many), { ...packageLimits, entries: 29 })).toBe('too-many-entries');
    expect(await verdictOf(packedZip(many), { ...packageLimits, entries: 30 })).toBe('read');
  });

  test('a million entries by ZIP64, of which none is there', async () => {
    expect(await verdictOf(zip64End(1_000_000n))).toBe('too-many-entries');
  });

  test('a bomb, by what its files say together', async () => {
    const zeros = packedZip([
      { name: 'a', data: Buffer.alloc(200_000) },
      { name: 'b', data: Buffer.alloc(200_000) },
    ]);
    expect(await verdictOf(zeros, { ...packageLimits, freeBytes: 300_000 })).toBe('bomb');
    expect(await verdictOf(zeros, { ...packageLimits, totalBytes: 300_000 })).toBe('bomb');
    expect(await verdictOf(zeros)).toBe('read'); // small logs pack very well, and are no bomb
  });
});

describe('what is no whole archive is said to be that', () => {
  const whole = packedZip([good]);

  test.each<readonly [string, PackageVerdict, Buffer]>([
    ['nothing', 'not-an-archive', Buffer.alloc(0)],
    ['text', 'not-an-archive', Buffer.from('<html>not found</html>')],
    ['one that is cut off', 'not-an-archive', whole.subarray(0, -5)],
    ['one with bytes before its first', 'damaged', Buffer.concat([Buffer.from('MZ'), whole])],
    ['one with two ends', 'damaged', packedZip([good], { comment: packedZip([]) })],
    ['one whose end counts wrongly', 'damaged', packedZip([good], { entries: 2 })],
  ])('%s: %s', async (_, verdict, bytes) => {
    expect(await verdictOf(bytes)).toBe(verdict);
  });
});

test('a name with control characters is quoted in plain sight', async () => {
  const refused = inventoryOf(packedZip([{ name: '../\u001b[2J\u202etxt' }]));
  await expect(refused).rejects.toThrow('It holds the path ../\\u{1b}[2J\\u{202e}txt.');
});

/** A ZIP64 end, its locator and the old end, with nothing before them. */
function zip64End(entries: bigint): Buffer {
  const wide = Buffer.alloc(56);
  wide.writeUInt32LE(0x06064b50, 0);
  wide.writeBigUInt64LE(entries, 32);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  const end = packedZip([], { entries: 0xffff });
  return Buffer.concat([wide, locator, end]);
}
