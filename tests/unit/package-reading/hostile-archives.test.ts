import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { isHostile, type PackageVerdict } from '../../../lib/custody/package-verdict.ts';
import { ArchiveRefused } from '../../../lib/package-reading/archive-refused.ts';
import { checkEntries } from '../../../lib/package-reading/check-entries.ts';
import { openArchive } from '../../../lib/package-reading/open-archive.ts';
import { packageLimits } from '../../../lib/package-reading/package-limits.ts';
import { takeInventory } from '../../../lib/package-reading/take-inventory.ts';
import type { ZipEntry } from '../../../lib/package-reading/zip-entry.ts';
import { makeZip, type ZipPart } from '../../support/make-zip.ts';

const good: ZipPart = { path: 'Processes/Processes.csv', data: 'Name,Id\r\nlsass.exe,700\r\n' };

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
  const hostile: readonly (readonly [what: string, verdict: PackageVerdict, files: readonly ZipPart[]])[] = [
    ['a path upwards', 'traversal', [good, { path: 'Autoruns/../../etc/cron.d/x', data: 'x' }]],
    ['a path upwards with backslashes', 'traversal', [{ path: '..\\..\\Windows\\x.dll', data: 'x' }]],
    ['a path from the root', 'traversal', [{ path: '/etc/passwd', data: 'x' }]],
    ['a share', 'traversal', [{ path: '\\\\server\\share\\x', data: 'x' }]],
    ['a drive', 'traversal', [{ path: 'C:\\Windows\\x.dll', data: 'x' }]],
    ['a second stream of a file', 'traversal', [{ path: 'a.txt:hidden', data: 'x' }]],
    ['a symbolic link', 'link', [{ path: 'a', data: '/etc', unixMode: 0o120777 }]],
    ['one name twice', 'doubled-name', [good, good]],
    ['one name twice but for the case', 'doubled-name', [{ path: 'A.txt' }, { path: 'a.TXT' }]],
    ['another name beside the bytes', 'two-names', [{ ...good, localPath: 'Processes/Processes.exe' }]],
    ['another size beside the bytes', 'lying-sizes', [{ ...good, localSays: { bytes: 3 } }]],
    [
      'more bytes than it says',
      'lying-sizes',
      [{ path: 'a', data: 'x'.repeat(100_000), says: { bytes: 10 } }],
    ],
    ['fewer bytes than it says', 'lying-sizes', [{ path: 'a', data: 'xx', says: { bytes: 1_000 } }]],
    [
      'a size that no deflate reaches',
      'lying-sizes',
      [{ path: 'a', data: 'xx', says: { bytes: 3_000_000_000 } }],
    ],
    [
      'stored bytes of two sizes',
      'lying-sizes',
      [{ path: 'a', data: 'xx', stored: true, says: { bytes: 5 } }],
    ],
    ['a folder with bytes', 'lying-sizes', [{ path: 'a/', data: 'xx' }]],
    [
      'a file inside another one',
      'overlap',
      [
        { path: 'a', data: makeZip([good]), stored: true },
        { ...good, says: { offset: 31 } },
      ],
    ],
    ['encryption', 'encrypted', [{ ...good, says: { flags: 0x0801 } }]],
    ['a packing that is not read', 'unknown-form', [{ ...good, says: { method: 14 } }]],
  ];
  test.each(hostile)('%s: %s', async (_, verdict, files) => {
    expect(await verdictOf(makeZip(files))).toBe(verdict);
  });
});

describe('limits hold before anything is unpacked', () => {
  test('more entries than a package has', async () => {
    const many = Array.from({ length: 30 }, (_, i) => ({ path: `a${i}` }));
    expect(await verdictOf(makeZip(many), { ...packageLimits, entries: 29 })).toBe('too-many-entries');
    expect(await verdictOf(makeZip(many), { ...packageLimits, entries: 30 })).toBe('read');
  });

  test('a million entries by ZIP64, of which none is there', async () => {
    expect(await verdictOf(zip64End(1_000_000n))).toBe('too-many-entries');
  });

  test('a bomb, by what its files say together', async () => {
    const zeros = makeZip([
      { path: 'a', data: Buffer.alloc(200_000) },
      { path: 'b', data: Buffer.alloc(200_000) },
    ]);
    expect(await verdictOf(zeros, { ...packageLimits, freeBytes: 300_000 })).toBe('bomb');
    expect(await verdictOf(zeros)).toBe('read'); // small logs pack very well, and are no bomb
  });
});

describe('size alone is not called hostile', () => {
  const log = (path: string, says: number): ZipPart => ({
    path,
    data: `ElfFile\0${randomBytes(90_000).toString('base64')}`,
    stored: true,
    says: { bytes: says, packedBytes: says },
  });

  test('a security event log of a gigabyte is within the limits, as three of them are', () => {
    const gib = 1024 ** 3;
    const ofSize = (n: number, bytes: number): ZipEntry => ({
      ...{ path: `Security event log/${n}.evtx`, name: Buffer.from(`${n}`), offset: 0, flags: 0, method: 8 },
      ...{ bytes, packedBytes: bytes / 15, crc32: 0, unixType: 0, modified: '' },
    });
    expect(() => checkEntries([ofSize(1, gib)], packageLimits)).not.toThrow();
    const three = [1, 2, 3].map((n) => ofSize(n, gib));
    expect(() => checkEntries(three, packageLimits)).not.toThrow();
  });

  test('a package that is too large to be read here is said to be that', async () => {
    const logs = makeZip([
      { path: 'a.txt', data: 'x'.repeat(900) },
      { path: 'b.txt', data: 'y'.repeat(900) },
    ]);
    const verdict = await verdictOf(logs, { ...packageLimits, totalBytes: 1_000 });
    expect(verdict).toBe('too-large');
    expect(isHostile('too-large')).toBe(false);
  });

  test('a file that is too large is listed, and the others are read', async () => {
    const bytes = log('', 0).data?.length ?? 0;
    const archive = makeZip([{ ...log('Security event log/Security.evtx', bytes) }, good]);
    const limits = { ...packageLimits, fileBytes: 100_000, totalBytes: 100_000 };
    const { files, artefacts } = await inventoryOf(archive, limits);
    expect(files).toMatchObject([
      { path: good.path, state: 'present', sha256: expect.any(String) },
      { form: 'event-log', state: 'present', bytes, sha256: null, note: expect.stringMatching(/^Too large/) },
    ]);
    expect(artefacts.find(({ artefact }) => artefact === 'security-event-log')?.state).toBe('present');
  });
});

describe('what is no whole archive is said to be that', () => {
  const whole = makeZip([good]);

  test.each<readonly [string, PackageVerdict, Buffer]>([
    ['nothing', 'not-an-archive', Buffer.alloc(0)],
    ['text', 'not-an-archive', Buffer.from('<html>not found</html>')],
    ['one that is cut off', 'not-an-archive', whole.subarray(0, -5)],
    ['one with bytes before its first', 'damaged', Buffer.concat([Buffer.from('MZ'), whole])],
    ['one with two ends', 'damaged', makeZip([good], makeZip([]))],
    ['one whose end counts wrongly', 'damaged', makeZip([good], '', 2)],
  ])('%s: %s', async (_, verdict, bytes) => {
    expect(await verdictOf(bytes)).toBe(verdict);
  });
});

test('a name with control characters is quoted in plain sight', async () => {
  const refused = inventoryOf(makeZip([{ path: '../\u001b[2J\u202etxt' }]));
  await expect(refused).rejects.toThrow('It holds the path ../\\u{1b}[2J\\u{202e}txt.');
});

/** A ZIP64 end, its locator and the old end, with nothing before them. */
function zip64End(entries: bigint): Buffer {
  const wide = Buffer.alloc(56);
  wide.writeUInt32LE(0x06064b50, 0);
  wide.writeBigUInt64LE(entries, 32);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  const end = makeZip([], '', 0xffff);
  return Buffer.concat([wide, locator, end]);
}
