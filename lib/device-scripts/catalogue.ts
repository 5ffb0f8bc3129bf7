/** What is known of a script beyond its text. The digests stand in manifest.json, which `assemble.ts` writes. */
export interface ScriptEntry {
  readonly command: string;
  readonly on: Readonly<Partial<Record<ScriptFamily, string>>>; // the version there: a script that changes gets a new one
  readonly summary: string;
  readonly changes: string | null; // null: it reads only
  readonly parameters: Readonly<Record<string, ScriptParameter>>;
}

export const scriptFamilies = ['windows', 'posix'] as const;
export type ScriptFamily = (typeof scriptFamilies)[number];

export interface ScriptParameter {
  readonly type: 'string' | 'integer';
  readonly required: boolean;
  readonly description: string;
}

const text = (description: string): ScriptParameter => ({ type: 'string', required: true, description });
const maybe = (description: string): ScriptParameter => ({ type: 'string', required: false, description });
const number = (description: string, required: boolean): ScriptParameter => ({
  type: 'integer',
  required,
  description,
});

const absolutePath = text('An absolute path without . and .. in it.');
const takenDigest = text('The SHA-256 of the file as it was taken into custody, in lower case.');

const lookWait = number('To look: how many seconds to wait for its end at most.', false);

/** Every script of ours, in the order of the command table, then those that no command names. */
export const catalogue: readonly ScriptEntry[] = [
  reads(
    'connections',
    { windows: '1.0.0', posix: '1.1.0' },
    'The network connections and who holds them.',
    {},
  ),
  reads('dir', { windows: '1.0.0', posix: '1.1.0' }, 'The entries of one folder.', { path: absolutePath }),
  reads('drivers', { windows: '1.0.0' }, 'The installed drivers.', {}),
  reads(
    'fileinfo',
    { windows: '1.0.0', posix: '1.1.0' },
    'One file: times, attributes, MD5, SHA-1, SHA-256, signer.',
    {
      path: absolutePath,
    },
  ),
  reads(
    'findfile',
    { windows: '1.0.0', posix: '1.1.0' },
    'Files of a name under a folder, on one file system.',
    {
      root: absolutePath,
      name: text('A file name, where * and ? may stand for others.'),
    },
  ),
  reads('persistence', { windows: '1.0.0' }, 'What starts by itself.', {}),
  reads(
    'processes',
    { windows: '1.0.0', posix: '1.1.0' },
    'The running processes; of single ones the image’s SHA-256.',
    {
      pid: number('One process.', false),
      name: maybe('Processes of that name.'),
    },
  ),
  reads('registry', { windows: '1.0.0' }, 'The values of one registry key, or one of them.', {
    key: text('A key with its hive written out.'),
    value: maybe('The name of one value.'),
  }),
  reads('scheduledtasks', { windows: '1.0.0' }, 'The scheduled tasks, or one of them.', {
    task: maybe('The path of one task.'),
  }),
  reads('services', { windows: '1.0.0' }, 'The services.', {}),
  reads('startupfolders', { windows: '1.0.0' }, 'The files in the startup folders of all users.', {}),
  changes(
    'prepare-file',
    { windows: '1.0.0', posix: '1.1.0' },
    'Copies a locked, sparse or linked file so that Defender can fetch it.',
    'Writes one copy into a temporary folder.',
    { path: absolutePath },
  ),
  changes(
    'stop-process',
    { windows: '1.0.0', posix: '1.1.0' },
    'Stops one process.',
    'The process ends; its memory is lost.',
    {
      pid: number('The process.', true),
      name: text('What it is called; another name under that number is left alone.'),
    },
  ),
  changes(
    'quarantine',
    { windows: '1.0.0', posix: '1.1.0' },
    'Moves one file into a folder that only the system may read.',
    'The file is no longer where it was. hf-restore puts it back.',
    { path: absolutePath, sha256: takenDigest },
  ),
  changes(
    'restore',
    { windows: '1.0.0', posix: '1.1.0' },
    'Puts back what hf-quarantine or hf-remove-persistence put away.',
    'The thing is where it was and works again.',
    {
      path: maybe('The path that the file had.'),
      entry: maybe('On Windows: the run that put a registry value, service or task away.'),
    },
  ),
  changes(
    'remove-persistence',
    { windows: '1.0.0', posix: '1.1.0' },
    'Disables one service or scheduled task, or takes one registry value away after saving it.',
    'The thing no longer starts by itself. hf-restore undoes it on Windows, systemctl enable on Linux.',
    {
      service: maybe('The name of a service or unit.'),
      task: maybe('The path of a scheduled task.'),
      key: maybe('A registry key with its hive written out.'),
      value: maybe('The name of the value in that key.'),
    },
  ),
  changes(
    'collect-uac',
    { posix: '1.2.0' },
    'Starts UAC from the customer’s reviewed archive with SHA-256 switched on, and says how far it is.',
    'Unpacks UAC below /tmp and writes its archive there.',
    {
      phase: text('start or look.'),
      run: text('The name of the collection, part of its archive’s name.'),
      archive: maybe('To start: the path of the UAC archive, or its name where Defender put it.'),
      sha256: maybe('To start: the SHA-256 of the reviewed archive.'),
      profile: maybe('To start: a profile of UAC; ir_triage if none is given.'),
      wait: lookWait,
    },
  ),
  changes(
    'collect-dfir',
    { windows: '1.1.0' },
    'Starts DFIR-Script.ps1 from the library in a folder of its own, and says how far it is.',
    'Writes the script’s output and its archive into a folder of the run.',
    {
      phase: text('start or look.'),
      run: text('The name of the collection, part of its archive’s name.'),
      script: maybe('To start: the path of DFIR-Script.ps1.'),
      sha256: maybe('To start: the SHA-256 of the reviewed script.'),
      days: number('To start: how many days of events.', false),
      wait: lookWait,
    },
  ),
];

function reads(
  command: string,
  on: ScriptEntry['on'],
  summary: string,
  parameters: ScriptEntry['parameters'],
): ScriptEntry {
  return { command, on, summary, changes: null, parameters };
}

function changes(
  command: string,
  on: ScriptEntry['on'],
  summary: string,
  changed: string,
  parameters: ScriptEntry['parameters'],
): ScriptEntry {
  return { command, on, summary, changes: changed, parameters };
}
