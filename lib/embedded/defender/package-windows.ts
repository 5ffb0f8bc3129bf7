import { createHash } from 'node:crypto';
import type { FixtureDevice } from './device.ts';
import { textFile } from './fixture-file.ts';
import { csvOf, securityEventLog } from './package-bytes.ts';
import { runKey, type WindowsFacts, windowsFacts } from './windows-facts.ts';
import type { ZipItem } from './zip-writer.ts';

const registryTypes = { String: 'REG_SZ', DWord: 'REG_DWORD', ExpandString: 'REG_EXPAND_SZ' } as const;
const missingKey = 'ERROR: The system was unable to find the specified registry key or value.\r\n';

/**
 * What an investigation package of a Windows device holds. Folders and files: Microsoft, "Take response actions on a
 * device", collect investigation package. The spelling within, the columns and encodings are not published.
 */
export function windowsPackage(device: FixtureDevice, at: Date): readonly ZipItem[] {
  const facts = windowsFacts(device);
  return [
    ...autoruns(facts),
    textFile(
      'Installed programs/InstalledPrograms.csv',
      csvOf(['Name', 'Version', 'Vendor', 'InstallDate'], facts.programs),
    ),
    ...network(device, facts),
    ...prefetch(facts),
    textFile('Processes/Processes.csv', processes(facts, at)),
    textFile('Scheduled tasks/ScheduledTasks.csv', tasks(device, facts)),
    { path: 'Security event log/Security.evtx', bytes: securityEventLog(device.name) },
    textFile('Services/Services.csv', services(facts)),
    ...smb(device),
    textFile('System Information/SystemInformation.txt', systemInformation(device)),
    ...temp(device),
    ...Object.entries(facts.groups).map(([name, members]) =>
      textFile(
        `Users and Groups/${name}.txt`,
        lines([`Alias name     ${name}`, 'Members', '-'.repeat(79), ...members]),
      ),
    ),
    textFile(
      'WdSupportLogs/MpCmdRunLog.txt',
      lines(['MpCmdRun: Command Line: MpCmdRun.exe -GetFiles', 'MpCmdRun: End']),
    ),
    { path: 'WdSupportLogs/MPSupportFiles.cab', bytes: cabinet(device.name) },
    textFile('CollectionSummaryReport.xls', summary()),
  ];
}

function autoruns(facts: WindowsFacts): readonly ZipItem[] {
  const keys = [
    runKey,
    runKey.replace(/Run$/, 'RunOnce'),
    'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon',
  ];
  return keys.map((key) => {
    const values = facts.registry.filter((one) => one.key === key);
    const listing = [
      key,
      ...values.map((one) => `    ${one.name}    ${registryTypes[one.kind]}    ${one.data}`),
    ];
    const name = key.replace('HKEY_LOCAL_MACHINE', 'HKLM').replaceAll('\\', '_');
    // As reg.exe redirects it: UTF-16 with its mark, in this part of the package alone.
    return {
      path: `Autoruns/${name}.txt`,
      bytes: Buffer.from(`\ufeff${values.length === 0 ? missingKey : lines(listing)}`, 'utf16le'),
    };
  });
}

function network(device: FixtureDevice, facts: WindowsFacts): readonly ZipItem[] {
  const states = { Listen: 'LISTENING', Established: 'ESTABLISHED', TimeWait: 'TIME_WAIT' } as const;
  const rows = facts.connections.map(
    (one) =>
      `  TCP    ${one.local.join(':').padEnd(22)} ${one.remote.join(':').padEnd(22)} ${states[one.state].padEnd(15)} ${one.pid}`,
  );
  return [
    textFile(
      'Network connections/ActiveNetConnections.txt',
      lines([
        '',
        'Active Connections',
        '',
        '  Proto  Local Address          Foreign Address        State           PID',
        ...rows,
      ]),
    ),
    textFile(
      'Network connections/Arp.txt',
      lines([
        '',
        `Interface: ${device.address} --- 0x5`,
        '  Internet Address      Physical Address      Type',
        '  10.20.4.1             00-1b-21-3c-9d-f8     dynamic',
      ]),
    ),
    textFile(
      'Network connections/DnsCache.txt',
      lines([
        'Windows IP Configuration',
        '',
        '    login.microsoftonline.com',
        '    ----------------------------------------',
        '    Record Type . . . . . : 1',
        '    A (Host) Record . . . : 20.190.160.14',
      ]),
    ),
    textFile(
      'Network connections/IpConfig.txt',
      lines([
        'Windows IP Configuration',
        '',
        `   Host Name . . . . . . . . . . . . : ${device.name}`,
        `   IPv4 Address. . . . . . . . . . . : ${device.address}(Preferred)`,
      ]),
    ),
    textFile(
      'Network connections/FirewallExecutionLog.txt',
      lines(['The firewall log was not found at the configured place.']),
    ),
  ];
}

function prefetch(facts: WindowsFacts): readonly ZipItem[] {
  const files = facts.prefetch.map((name) => ({
    path: `Prefetch files/Prefetch folder/${name}`,
    // Compressed prefetch files begin with MAM and a size; what follows here is no real trace.
    bytes: Buffer.concat([Buffer.from('MAM\x04', 'latin1'), createHash('sha512').update(name).digest()]),
  }));
  return [
    ...files,
    textFile(
      'Prefetch files/PrefetchFilesList.txt',
      lines([...facts.prefetch, 'NTOSBOOT-B00DFAAD.pf : Access is denied.']),
    ),
  ];
}

function processes(facts: WindowsFacts, at: Date): string {
  return csvOf(
    ['Name', 'ProcessId', 'ParentProcessId', 'ExecutablePath', 'CommandLine', 'CreationDate', 'UserName'],
    facts.processes.map((one) => [
      one.name,
      one.pid,
      one.ppid,
      one.path ?? '',
      one.commandLine,
      new Date(at.getTime() - one.startedMinutesAgo * 60_000).toISOString(),
      one.user,
    ]),
  );
}

function tasks(device: FixtureDevice, facts: WindowsFacts): string {
  return csvOf(
    ['HostName', 'TaskName', 'Status', 'Author', 'Task To Run', 'Schedule Type', 'Run As User'],
    facts.tasks.map((one) => [
      device.name,
      `${one.path}${one.name}`,
      'Ready',
      one.author,
      one.action,
      one.trigger,
      one.runAs,
    ]),
  );
}

function services(facts: WindowsFacts): string {
  return csvOf(
    ['Name', 'DisplayName', 'State', 'StartMode', 'StartName', 'PathName', 'ProcessId'],
    facts.services.map((one) => [
      one.name,
      one.display,
      one.state,
      one.startMode,
      one.account,
      one.path,
      one.pid,
    ]),
  );
}

function smb(device: FixtureDevice): readonly ZipItem[] {
  const folder = 'Windows Server Message Block (SMB) sessions';
  const inbound = device.platform.startsWith('WindowsServer')
    ? lines([
        'Computer               User name            Client Type       Opens Idle time',
        `\\\\10.20.4.20           finance-user                             2 00:04:11`,
      ])
    : 'no SMB sessions found';
  return [
    textFile(`${folder}/SMBInboundSessions.txt`, inbound),
    textFile(`${folder}/SMBOutboundSession.txt`, 'no SMB sessions found'),
  ];
}

function systemInformation(device: FixtureDevice): string {
  return lines([
    '',
    `Host Name:                 ${device.name.toUpperCase()}`,
    `OS Name:                   Microsoft ${device.platform.replace(/(\D)(\d)/, '$1 $2')}`,
    `OS Version:                10.0.${device.build} N/A Build ${device.build}`,
    'OS Manufacturer:           Microsoft Corporation',
    'System Type:               x64-based PC',
    'Time Zone:                 (UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna',
    'Domain:                    holdfast.example',
  ]);
}

function temp(device: FixtureDevice): readonly ZipItem[] {
  const dropped = device.risk === 'High' ? ['11/20/2026  02:14 AM            48,640 updsvc.exe'] : [];
  const listing = [
    ` Directory of C:\\Users\\${device.user}\\AppData\\Local\\Temp`,
    '',
    '11/19/2026  08:02 AM             1,204 edge_setup.log',
    ...dropped,
  ];
  return [
    textFile(`Temp Directories/${device.user}.txt`, lines(listing)),
    textFile('Temp Directories/Default.txt', 'The system cannot find the path specified.'),
  ];
}

/** Tab-separated, under a spreadsheet's name. One point of data was not to be had. */
function summary(): string {
  const row = (point: string, command: string, status = 'Succeeded', code = '0x0') =>
    [point, command, status, code].join('\t');
  return lines([
    'Data point\tCommand\tExecution status\tError code',
    row('Autoruns', 'reg query'),
    row('Installed programs', 'Get-WmiObject Win32_Product'),
    row('Network connections', 'netstat -ano'),
    row('Firewall log', 'copy pfirewall.log', 'Failed', '0x80070002'),
    row('Prefetch files', 'copy %SystemRoot%\\Prefetch'),
    row('Processes', 'Get-WmiObject Win32_Process'),
    row('Scheduled tasks', 'schtasks /query /v /fo csv'),
    row('Security event log', 'wevtutil epl Security'),
    row('Services', 'Get-WmiObject Win32_Service'),
    row('SMB sessions', 'net session'),
    row('System Information', 'systeminfo'),
    row('Temp Directories', 'dir %Temp%'),
    row('Users and Groups', 'net localgroup'),
  ]);
}

function cabinet(name: string): Buffer {
  return Buffer.concat([
    Buffer.from('MSCF\0\0\0\0', 'latin1'),
    createHash('sha512').update(`cab ${name}`).digest(),
  ]);
}

function lines(all: readonly string[]): string {
  return `${all.join('\r\n')}\r\n`;
}
