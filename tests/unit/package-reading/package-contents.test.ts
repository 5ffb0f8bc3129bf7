import { describe, expect, test } from 'vitest';
import type { PackageSystem } from '../../../lib/custody/package-artefact.ts';
import type { TableQuery } from '../../../lib/custody/package-inventory.ts';
import { openArchive } from '../../../lib/package-reading/open-archive.ts';
import { packageLimits } from '../../../lib/package-reading/package-limits.ts';
import { readTable } from '../../../lib/package-reading/read-table.ts';
import { takeInventory } from '../../../lib/package-reading/take-inventory.ts';
import { makeZip, type ZipPart } from '../../support/make-zip.ts';

const all: TableQuery = { search: '', where: [], sort: null, start: 0, most: 100 };
const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

const windows: readonly ZipPart[] = [
  { path: 'Autoruns/HKLM_Run.txt', data: 'HKEY_LOCAL_MACHINE\\...\\Run\r\n  updater REG_SZ C:\\x.exe' },
  {
    path: 'Autoruns/HKLM_RunOnce.txt',
    data: 'ERROR: The system was unable to find the specified registry key or value.\r\n',
  },
  { path: 'Installed programs\\InstalledPrograms.csv', data: '"Name","Version"\r\n' },
  {
    path: 'Network connections/ActiveNetConnections.txt',
    data: '\r\nActive Connections\r\n\r\n  Proto  Local Address  Foreign Address  State  PID\r\n  TCP  0.0.0.0:135  0.0.0.0:0  LISTENING  1044\r\n  UDP  [::]:500  *:*  2412\r\n',
  },
  { path: 'Prefetch files/Prefetch folder/CMD.EXE-1.pf', data: 'MAM\x04rest' },
  { path: 'Prefetch files/Prefetch folder/X.EXE-2.pf', data: 'no prefetch' },
  {
    path: 'Processes/Processes.csv',
    data: utf16('Name,Id,Path\r\n=cmd(),10,"C:\\a, b"\r\nlsass.exe,9,\r\n'),
  },
  { path: 'Security event log/Security.evtx', data: 'ElfFile\0rest' },
  { path: 'Services/services.txt', data: '' },
  {
    path: 'Windows Server Message Block (SMB) sessions/SMBInboundSessions',
    data: 'no SMB sessions found\0\0',
  },
  {
    path: 'System Information/SystemInformation.txt',
    data: 'Host Name:  WS-1\r\nNIC(s):  1 installed\r\n  [01]: x\r\n',
  },
  { path: 'Users and Groups/Administrators.txt', data: 'alias\r\nAdministrator\r\n' },
  { path: 'Users and Groups/broken.txt', data: 'abc', says: { crc32: 1 } },
  { path: 'Quarantine/inner.zip', data: makeZip([{ path: '../../x' }]) },
  {
    path: 'CollectionSummaryReport.xls',
    data: 'Data point\tCommand\tStatus\tError\r\nTemp Directories\tdir\tFailed\t0x80070003\r\n',
  },
];

async function opened(files: readonly ZipPart[]) {
  const bytes = makeZip(files);
  const source = {
    sizeBytes: bytes.length,
    read: async (from: number, to: number) => bytes.subarray(from, to),
  };
  return await openArchive(source, packageLimits);
}

async function inventory(files: readonly ZipPart[], system: PackageSystem | null = null) {
  return await takeInventory(await opened(files), system);
}

async function table(path: string, query: Partial<TableQuery> = {}) {
  return await readTable(
    await opened(windows),
    { path, system: null, query: { ...all, ...query } },
    packageLimits,
  );
}

describe('the twelve artefacts of a Windows package', () => {
  test('each has its state, and what the collector said of itself stands beside', async () => {
    const { system, artefacts } = await inventory(windows);
    expect(system).toBe('windows');
    expect(Object.fromEntries(artefacts.map(({ artefact, state }) => [artefact, state]))).toEqual({
      autoruns: 'present',
      'installed-programs': 'empty',
      'network-connections': 'present',
      prefetch: 'present',
      processes: 'present',
      'scheduled-tasks': 'missing',
      'security-event-log': 'present',
      services: 'empty',
      'smb-sessions': 'empty',
      'system-information': 'present',
      'temp-directories': 'missing',
      'users-and-groups': 'present',
    });
    expect(artefacts.find(({ artefact }) => artefact === 'temp-directories')?.collector).toBe(
      'dir · Failed · 0x80070003',
    );
  });

  test('a file says why it is empty or unreadable, and has a digest if it unpacks', async () => {
    const { files } = await inventory(windows);
    const file = (path: string) => files.find((one) => one.path.endsWith(path));
    expect(file('HKLM_RunOnce.txt')).toMatchObject({ state: 'empty' });
    expect(file('InstalledPrograms.csv')).toMatchObject({ note: 'It has a heading and no row.' });
    expect(file('X.EXE-2.pf')).toMatchObject({ state: 'unreadable' });
    expect(file('broken.txt')).toMatchObject({ state: 'unreadable', sha256: null });
    expect(file('Security.evtx')).toMatchObject({
      form: 'event-log',
      sha256: 'c848619eea0ff30d5bd6a2ab7bf03449e7de9da529f78d7fd9bbb1de00457aee',
    });
  });

  test('what nobody described is listed under Other, and an archive inside is never opened', async () => {
    const { files } = await inventory(windows);
    expect(files).toHaveLength(windows.length);
    expect(files.find(({ path }) => path === 'Quarantine/inner.zip')).toMatchObject({
      part: 'other',
      form: 'archive',
    });
  });
});

describe('packages of other systems', () => {
  test('Linux: what it never reports is not missing', async () => {
    const files = [
      { path: 'Processes/ps.txt', data: 'x' },
      { path: 'Services and scheduled tasks/hardware.txt', data: 'x' },
      { path: 'Disk volume/mounts.txt', data: 'x' },
      { path: 'File/open.txt', data: 'x' },
    ];
    const { system, artefacts, files: found } = await inventory(files);
    expect(system).toBe('linux');
    const stateOf = (name: string) => artefacts.find(({ artefact }) => artefact === name)?.state;
    expect(stateOf('system-information')).toBe('present');
    expect(stateOf('network-connections')).toBe('missing');
    expect(['prefetch', 'services', 'scheduled-tasks', 'installed-programs'].map(stateOf)).toEqual(
      Array.from({ length: 4 }, () => 'not-applicable'),
    );
    expect(found.map(({ part }) => part)).toEqual([
      'disk-volumes',
      'open-files',
      'processes',
      'system-information',
    ]);
  });

  test('macOS: installed applications count as installed programs', async () => {
    const { artefacts } = await inventory([{ path: 'Applications/list.txt', data: 'x' }], 'macos');
    expect(artefacts.find(({ artefact }) => artefact === 'installed-programs')?.state).toBe('present');
  });
});

describe('tables', () => {
  test('UTF-16 is read, cells stand as the device wrote them', async () => {
    const read = await table('Processes/Processes.csv');
    expect(read).toMatchObject({
      kind: 'table',
      encoding: 'UTF-16 LE',
      columns: ['Name', 'Id', 'Path'],
      total: 2,
    });
    expect(read?.rows[0]).toEqual({ line: 2, cells: ['=cmd()', '10', 'C:\\a, b'] });
  });

  test('search, filter, order and part', async () => {
    const byId = { column: 1, descending: false };
    const first = async (query: Partial<TableQuery>) =>
      (await table('Processes/Processes.csv', query))?.rows.map(({ cells }) => cells[0]);
    expect(await first({ search: 'LSASS' })).toEqual(['lsass.exe']);
    expect(await first({ where: [{ column: 2, contains: 'a, b' }] })).toEqual(['=cmd()']);
    expect(await first({ sort: byId })).toEqual(['lsass.exe', '=cmd()']);
    expect(await first({ sort: byId, start: 1, most: 1 })).toEqual(['=cmd()']);
  });

  test('what netstat and systeminfo print becomes a table, other text its lines', async () => {
    expect(
      (await table('Network connections/ActiveNetConnections.txt'))?.rows.map(({ cells }) => cells),
    ).toEqual([
      ['TCP', '0.0.0.0:135', '0.0.0.0:0', 'LISTENING', '1044'],
      ['UDP', '[::]:500', '*:*', '', '2412'],
    ]);
    expect((await table('System Information/SystemInformation.txt'))?.rows[2]?.cells).toEqual([
      'NIC(s)',
      '[01]: x',
    ]);
    expect(await table('Users and Groups/Administrators.txt')).toMatchObject({ kind: 'lines', total: 2 });
  });

  test('a file that is no text is listed and not shown; one that is not there is not found', async () => {
    expect(await table('Security event log/Security.evtx')).toMatchObject({ kind: 'not-shown', rows: [] });
    expect(await table('Users and Groups/broken.txt')).toMatchObject({ kind: 'not-shown' });
    expect(await table('nothing')).toBeNull();
  });
});
