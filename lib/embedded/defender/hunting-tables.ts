import { stableGuid } from '../cloud/stable-guid.ts';
import { tenantDomain } from '../cloud/tenant.ts';
import type { HuntingColumn, HuntingRow, HuntingTable, HuntingTables } from '../hunting/hunting-table.ts';
import type { AuditRecord } from './defender-state.ts';
import { type FixtureDevice, isPosix, isWindows } from './device.ts';
import { filesOf } from './known-files.ts';
import { posixFacts } from './posix-facts.ts';
import { windowsFacts } from './windows-facts.ts';

interface TableParts {
  readonly devices: readonly FixtureDevice[];
  readonly audit: readonly AuditRecord[];
  readonly seededAt: Date;
  readonly now: Date;
  /** Records of what was done come so much later. */
  readonly delaySeconds: number;
}

/**
 * The tables of advanced hunting: what was done through Defender, and what the devices reported. Columns: Microsoft
 * Learn, advanced hunting schema, of which each table has a part; RawEventData as public queries read it.
 */
export function huntingTables(parts: TableParts): HuntingTables {
  const reporting = parts.devices.filter((one) => one.onboarding === 'onboarded');
  return {
    CloudAppEvents: cloudAppEvents(parts),
    DeviceInfo: deviceInfo(reporting, parts),
    DeviceProcessEvents: processEvents(reporting, parts),
    DeviceFileEvents: fileEvents(reporting, parts),
    DeviceNetworkEvents: networkEvents(reporting, parts),
  };
}

function cloudAppEvents({ audit, now, delaySeconds }: TableParts): HuntingTable {
  const arrived = audit.filter((one) => Date.parse(one.at) + delaySeconds * 1000 <= now.getTime());
  return {
    columns: columns(
      'Timestamp:DateTime ActionType Application AccountDisplayName AccountType ReportId RawEventData:Object',
    ),
    rows: arrived.map((one, n) => ({
      Timestamp: one.at,
      ActionType: one.operation,
      Application: 'Microsoft 365',
      AccountDisplayName: one.application,
      AccountType: 'Application',
      ReportId: stableGuid(`audit ${n} ${one.at}`),
      RawEventData: {
        CreationTime: one.at,
        Operation: one.operation,
        RecordType: 'MSDEResponseActions',
        Workload: 'MicrosoftDefenderForEndpoint',
        UserId: one.application,
        DeviceName: one.deviceName,
        ActionComment: one.comment,
        ClientIP: '127.0.0.1',
        ...one.more,
      },
    })),
  };
}

function deviceInfo(devices: readonly FixtureDevice[], { seededAt }: TableParts): HuntingTable {
  return {
    columns: columns(
      'Timestamp:DateTime DeviceId DeviceName ClientVersion PublicIP OSPlatform OSVersion OSBuild:Int64 MachineGroup OnboardingStatus LoggedOnUsers ReportId:Int64',
    ),
    rows: devices.map((one, n) => ({
      Timestamp: seededAt.toISOString(),
      DeviceId: one.id,
      DeviceName: one.name,
      ClientVersion: one.agentVersion,
      PublicIP: '203.0.113.40',
      OSPlatform: one.platform,
      OSVersion: one.version,
      OSBuild: one.build,
      MachineGroup: one.group.name,
      OnboardingStatus: 'Onboarded',
      LoggedOnUsers: JSON.stringify([{ UserName: one.user, DomainName: tenantDomain }]),
      ReportId: n + 1,
    })),
  };
}

function processEvents(devices: readonly FixtureDevice[], { seededAt }: TableParts): HuntingTable {
  const rows = devices.flatMap((device) =>
    startedOn(device).map((one) => ({
      Timestamp: ago(seededAt, one.minutes),
      ...common(device),
      ActionType: 'ProcessCreated',
      FileName: nameOf(one.path),
      FolderPath: one.path,
      SHA256: one.sha256,
      ProcessId: one.pid,
      ProcessCommandLine: one.commandLine,
      AccountName: one.user,
      InitiatingProcessId: one.ppid,
    })),
  );
  return {
    columns: columns(
      'Timestamp:DateTime DeviceId DeviceName ActionType FileName FolderPath SHA256 ProcessId:Int64 ProcessCommandLine AccountName InitiatingProcessId:Int64',
    ),
    rows,
  };
}

function fileEvents(devices: readonly FixtureDevice[], { seededAt }: TableParts): HuntingTable {
  const own = (path: string) => /Downloads|\\Temp\\|^\/tmp\/|uploads/.test(path);
  const rows = devices.flatMap((device) =>
    filesOf(device, seededAt)
      .filter((one) => own(one.path))
      .map((one) => ({
        Timestamp: ago(seededAt, 300),
        ...common(device),
        ActionType: 'FileCreated',
        FileName: nameOf(one.path),
        FolderPath: one.path,
        SHA256: one.sha256,
        FileSize: one.bytes,
      })),
  );
  return {
    columns: columns(
      'Timestamp:DateTime DeviceId DeviceName ActionType FileName FolderPath SHA256 FileSize:Int64',
    ),
    rows,
  };
}

function networkEvents(devices: readonly FixtureDevice[], { seededAt }: TableParts): HuntingTable {
  const rows = devices.flatMap((device) =>
    connectionsOf(device).map((one) => ({
      Timestamp: ago(seededAt, 60),
      ...common(device),
      ActionType: 'ConnectionSuccess',
      LocalIP: one.local[0],
      LocalPort: one.local[1],
      RemoteIP: one.remote[0],
      RemotePort: one.remote[1],
      Protocol: 'Tcp',
      InitiatingProcessId: one.pid,
    })),
  );
  return {
    columns: columns(
      'Timestamp:DateTime DeviceId DeviceName ActionType LocalIP LocalPort:Int32 RemoteIP RemotePort:Int32 Protocol InitiatingProcessId:Int64',
    ),
    rows,
  };
}

function startedOn(device: FixtureDevice) {
  const digests = new Map(filesOf(device, new Date(0)).map((one) => [one.path, one.sha256]));
  const processes = isWindows(device)
    ? windowsFacts(device).processes.map((one) => ({ ...one, minutes: one.startedMinutesAgo }))
    : posixFacts(device).processes.map((one) => ({
        ...one,
        path: one.command.split(' ')[0] ?? '',
        commandLine: one.command,
        minutes: 600,
      }));
  return processes.flatMap(({ path, ...one }) =>
    path === null ? [] : [{ ...one, path, sha256: digests.get(path) ?? '' }],
  );
}

function connectionsOf(device: FixtureDevice) {
  if (isPosix(device)) return posixFacts(device).sockets.filter((one) => one.state === 'ESTAB');
  return windowsFacts(device).connections.filter((one) => one.state === 'Established');
}

function common(device: FixtureDevice): HuntingRow {
  return { DeviceId: device.id, DeviceName: device.name };
}

function nameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? '';
}

function ago(at: Date, minutes: number): string {
  return new Date(at.getTime() - minutes * 60_000).toISOString();
}

/** "Name" is a text, "Name:Type" is what it says. */
function columns(text: string): readonly HuntingColumn[] {
  return text.split(' ').map((one) => {
    const [name = '', type = 'String'] = one.split(':');
    return { name, type: type as HuntingColumn['type'] };
  });
}
