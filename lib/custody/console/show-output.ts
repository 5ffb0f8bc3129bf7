import { inPlainSight } from '../plain-sight.ts';
import type { ScriptCommand, ScriptItem } from './normalised-output.ts';

/** A column of a command's table. `json` shows every field; a table shows these. */
export interface OutputColumn {
  readonly field: string;
  readonly head: string;
  readonly align: 'start' | 'end'; // numbers stand at the end
  readonly mono: boolean; // paths and digests
}

/** The columns in which a script's items are shown. */
export const outputColumns: Readonly<Record<ScriptCommand, readonly OutputColumn[]>> = {
  connections: [
    word('proto', 'Protocol'),
    mono('localAddr', 'Local address'),
    number('localPort', 'Port'),
    mono('remoteAddr', 'Remote address'),
    number('remotePort', 'Port'),
    word('state', 'State'),
    number('pid', 'Process id'),
    word('process', 'Process'),
  ],
  dir: fileColumns(),
  drivers: serviceColumns(),
  fileinfo: [
    ...fileColumns(),
    mono('sha256', 'SHA-256'),
    mono('sha1', 'SHA-1'),
    mono('md5', 'MD5'),
    word('signer', 'Signer'),
  ],
  findfile: fileColumns(),
  persistence: startingColumns(),
  processes: [
    number('pid', 'Process id'),
    number('ppid', 'Parent'),
    word('name', 'Name'),
    mono('cmdline', 'Command line'),
    word('user', 'User'),
    word('createdUtc', 'Started (UTC)'),
    mono('path', 'Image'),
    mono('sha256', 'SHA-256'),
  ],
  registry: [mono('key', 'Key'), word('valueName', 'Value'), word('type', 'Type'), mono('data', 'Data')],
  scheduledtasks: [
    mono('path', 'Task'),
    word('state', 'State'),
    mono('actions', 'Actions'),
    word('triggers', 'Triggers'),
    word('runAs', 'Runs as'),
    word('lastRunUtc', 'Last run (UTC)'),
    word('nextRunUtc', 'Next run (UTC)'),
  ],
  services: serviceColumns(),
  startupfolders: startingColumns(),
  'prepare-file': [
    mono('source', 'File'),
    mono('path', 'Copy'),
    number('size', 'Bytes'),
    mono('sha256', 'SHA-256'),
  ],
  'stop-process': [
    number('pid', 'Process id'),
    word('name', 'Name'),
    word('signal', 'How'),
    word('stopped', 'Stopped'),
  ],
  quarantine: [
    mono('path', 'File'),
    mono('quarantined', 'Now in'),
    mono('sha256', 'SHA-256'),
    word('moved', 'Moved'),
  ],
  restore: [mono('path', 'What'), mono('sha256', 'SHA-256'), word('restored', 'Put back')],
  'remove-persistence': [
    word('kind', 'Kind'),
    mono('name', 'What'),
    word('before', 'Before'),
    word('after', 'After'),
  ],
  'collect-uac': collectionColumns(),
  'collect-dfir': collectionColumns(),
};

/** A field as text for a cell; a missing value is a dash. All of it comes from the device and is escaped. */
export function cellText(item: ScriptItem, field: string): string {
  const value = item[field];
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map((one) => inPlainSight(String(one))).join('; ') || '–';
  return inPlainSight(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

function word(field: string, head: string): OutputColumn {
  return { field, head, align: 'start', mono: false };
}

function mono(field: string, head: string): OutputColumn {
  return { field, head, align: 'start', mono: true };
}

function number(field: string, head: string): OutputColumn {
  return { field, head, align: 'end', mono: false };
}

function fileColumns(): readonly OutputColumn[] {
  return [
    mono('path', 'Path'),
    word('type', 'Kind'),
    number('size', 'Bytes'),
    word('modifiedUtc', 'Modified (UTC)'),
    word('createdUtc', 'Created (UTC)'),
    word('attrs', 'Attributes'),
    word('owner', 'Owner'),
  ];
}

function serviceColumns(): readonly OutputColumn[] {
  return [
    word('name', 'Name'),
    word('display', 'Display name'),
    word('state', 'State'),
    word('startMode', 'Start'),
    word('account', 'Account'),
    number('pid', 'Process id'),
    mono('path', 'Path'),
    mono('sha256', 'SHA-256'),
  ];
}

function startingColumns(): readonly OutputColumn[] {
  return [
    word('kind', 'Kind'),
    word('name', 'Name'),
    mono('target', 'Starts'),
    mono('location', 'Where'),
    word('user', 'User'),
    word('signed', 'Signed'),
    mono('sha256', 'SHA-256'),
  ];
}

function collectionColumns(): readonly OutputColumn[] {
  return [
    word('state', 'State'),
    mono('path', 'Archive'),
    number('size', 'Bytes'),
    mono('sha256', 'SHA-256'),
  ];
}
