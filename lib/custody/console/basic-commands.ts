import type { CommandRow, Delivery, ScriptNames } from './command-row.ts';

const everywhere = ['windows', 'macos', 'linux'] as const;
const windowsOnly = ['windows'] as const;

const inConsole: Delivery = { how: 'console' };
const nothing = 'Nothing: it stays in the console.';

/** RunScript is never without trace, and whoever reads the device later must know it. */
export const scriptTrace =
  'Reads only. Running it leaves the script file, Defender’s transcript of it and traces of the interpreter on the device.';

function byScript(scripts: ScriptNames): Pick<CommandRow, 'delivery' | 'minutes' | 'changes'> {
  return { delivery: { how: 'script', scripts }, minutes: 10, changes: scriptTrace };
}

/** The twenty commands that a basic right allows, in Microsoft's order. Source: live response, basic commands. */
export const basicCommands: readonly CommandRow[] = [
  {
    name: 'cd',
    role: 'basic',
    systems: everywhere,
    description: 'Changes the working folder.',
    syntax: ['cd <path>', 'cd'],
    delivery: inConsole,
    minutes: null,
    changes: nothing,
  },
  {
    name: 'cls',
    role: 'basic',
    systems: everywhere,
    description: 'Clears the screen. The transcript keeps everything.',
    syntax: ['cls'],
    delivery: inConsole,
    minutes: null,
    changes: nothing,
  },
  {
    name: 'connect',
    role: 'basic',
    systems: everywhere,
    description: 'Opens a session with the device.',
    syntax: ['connect'],
    delivery: inConsole,
    minutes: null,
    changes: 'Nothing: the device is first reached by a command that needs it.',
  },
  {
    name: 'connections',
    role: 'basic',
    systems: windowsOnly,
    description: 'Shows the network connections.',
    syntax: ['connections', 'connections -output json'],
    ...byScript({ windows: 'hf-connections.ps1', posix: 'hf-connections.sh' }),
  },
  {
    name: 'dir',
    role: 'basic',
    systems: everywhere,
    description: 'Lists the files and folders of a folder.',
    syntax: ['dir', 'dir <path>', 'dir <path> -full_path', 'dir -output json'],
    ...byScript({ windows: 'hf-dir.ps1', posix: 'hf-dir.sh' }),
  },
  {
    name: 'drivers',
    role: 'basic',
    systems: windowsOnly,
    description: 'Shows the installed drivers.',
    syntax: ['drivers'],
    ...byScript({ windows: 'hf-drivers.ps1', posix: null }),
  },
  {
    name: 'fg',
    role: 'basic',
    systems: everywhere,
    description: 'Brings a job to the foreground. The id is the job’s, not a process id.',
    syntax: ['fg <command id>'],
    delivery: inConsole,
    minutes: null,
    changes: nothing,
  },
  {
    name: 'fileinfo',
    role: 'basic',
    systems: everywhere,
    description:
      'Shows a file’s times, attributes, digests and signer. The locality hash (LSH) is Microsoft’s own.',
    syntax: ['fileinfo <path>'],
    ...byScript({ windows: 'hf-fileinfo.ps1', posix: 'hf-fileinfo.sh' }),
  },
  {
    name: 'findfile',
    role: 'basic',
    systems: everywhere,
    description: 'Looks for files of a name under a folder; without one, under the working folder.',
    syntax: ['findfile <name>', 'findfile <name> <folder>'],
    ...byScript({ windows: 'hf-findfile.ps1', posix: 'hf-findfile.sh' }),
  },
  {
    name: 'getfile',
    role: 'basic',
    systems: everywhere,
    description: 'Takes a file into custody. Needs fileinfo of it first; -auto runs that.',
    syntax: ['getfile <path>', 'getfile <path> -auto', 'getfile <path> &'],
    delivery: { how: 'native', identity: 'deviceCollector', call: 'GetFile' },
    minutes: 30,
    changes: 'Reads only; the file’s last access time may move.',
  },
  {
    name: 'help',
    role: 'basic',
    systems: everywhere,
    description: 'Explains the commands.',
    syntax: ['help', 'help <command>'],
    delivery: inConsole,
    minutes: null,
    changes: nothing,
  },
  {
    name: 'jobs',
    role: 'basic',
    systems: everywhere,
    description: 'Shows the running jobs, their ids and states.',
    syntax: ['jobs'],
    delivery: inConsole,
    minutes: null,
    changes: nothing,
  },
  {
    name: 'persistence',
    role: 'basic',
    systems: windowsOnly,
    description:
      'Shows what starts by itself: run keys, services, tasks, startup folders, WMI, Winlogon, image options.',
    syntax: ['persistence'],
    ...byScript({ windows: 'hf-persistence.ps1', posix: null }),
  },
  {
    name: 'processes',
    role: 'basic',
    systems: everywhere,
    description: 'Shows the running processes.',
    syntax: ['processes', 'processes <process id>', 'processes -pid <process id>', 'processes -name <name>'],
    ...byScript({ windows: 'hf-processes.ps1', posix: 'hf-processes.sh' }),
  },
  {
    name: 'registry',
    role: 'basic',
    systems: windowsOnly,
    description: 'Shows registry values. HKEY_CURRENT_USER is the system account’s own hive here.',
    syntax: ['registry <key>', 'registry <key>\\\\<value>'],
    ...byScript({ windows: 'hf-registry.ps1', posix: null }),
  },
  {
    name: 'scheduledtasks',
    role: 'basic',
    systems: windowsOnly,
    description: 'Shows the scheduled tasks, or one of them.',
    syntax: ['scheduledtasks', 'scheduledtasks <path of the task>'],
    ...byScript({ windows: 'hf-scheduledtasks.ps1', posix: null }),
  },
  {
    name: 'services',
    role: 'basic',
    systems: windowsOnly,
    description: 'Shows the services.',
    syntax: ['services'],
    ...byScript({ windows: 'hf-services.ps1', posix: null }),
  },
  {
    name: 'startupfolders',
    role: 'basic',
    systems: windowsOnly,
    description: 'Shows the files in the startup folders of all users.',
    syntax: ['startupfolders'],
    ...byScript({ windows: 'hf-startupfolders.ps1', posix: null }),
  },
  {
    name: 'status',
    role: 'basic',
    systems: everywhere,
    description: 'Shows a command’s state and output.',
    syntax: ['status <command id>'],
    delivery: inConsole,
    minutes: null,
    changes: nothing,
  },
  {
    name: 'trace',
    role: 'basic',
    systems: everywhere,
    description: 'Turns the view of requests and answers on and off. Secrets are never part of it.',
    syntax: ['trace'],
    delivery: inConsole,
    minutes: null,
    changes: nothing,
  },
];
