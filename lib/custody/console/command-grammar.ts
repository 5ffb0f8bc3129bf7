import type { CommandName } from './console-command.ts';

/** What one command takes. Those in order stand without a name; any may be given as `-name value`. */
export interface Parameter {
  readonly name: string;
  readonly kind: 'text' | 'number' | 'switch';
  readonly inOrder: boolean;
  readonly needed: boolean;
}

const text = (name: string, needed: boolean): Parameter => ({ name, kind: 'text', inOrder: true, needed });
const number = (name: string): Parameter => ({ name, kind: 'number', inOrder: true, needed: false });
const named = (name: string): Parameter => ({ name, kind: 'text', inOrder: false, needed: false });
const toggle = (name: string): Parameter => ({ name, kind: 'switch', inOrder: false, needed: false });

/** Source: Microsoft, "Investigate entities on devices using live response" and its command examples. */
export const commandGrammar: Readonly<Record<CommandName, readonly Parameter[]>> = {
  cd: [text('path', false)],
  cls: [],
  connect: [],
  connections: [],
  dir: [text('path', false), toggle('full_path')],
  drivers: [],
  fg: [text('command_id', true)],
  fileinfo: [text('path', true)],
  findfile: [text('name', true), text('root', false)],
  getfile: [text('path', true)],
  help: [text('command', false)],
  jobs: [],
  persistence: [],
  processes: [number('pid'), named('name')],
  registry: [text('key', true)],
  scheduledtasks: [text('name', false)],
  services: [],
  startupfolders: [],
  status: [text('command_id', true)],
  trace: [],
  analyze: [text('entity', true), text('id', true)],
  collect: [],
  isolate: [],
  release: [],
  run: [text('script', true), named('parameters')],
  library: [text('action', false), text('name', false)],
  putfile: [text('name', true), toggle('overwrite'), toggle('keep')],
  remediate: [text('entity', true), text('id', false)],
  scan: [text('type', false)],
  undo: [text('entity', true), text('id', true)],
};

/** Other spellings that Microsoft's own pages use. */
export const commandAliases: Readonly<Record<string, CommandName>> = {
  download: 'getfile',
  scheduledtask: 'scheduledtasks',
};

/** What people type who come from another shell. */
export const foreignCommands: Readonly<Record<string, CommandName>> = {
  ls: 'dir',
  pwd: 'cd',
  clear: 'cls',
  ps: 'processes',
  tasklist: 'processes',
  kill: 'remediate',
  taskkill: 'remediate',
  netstat: 'connections',
  ss: 'connections',
  cat: 'getfile',
  type: 'getfile',
  get: 'getfile',
  put: 'putfile',
  upload: 'putfile',
  find: 'findfile',
  where: 'findfile',
  stat: 'fileinfo',
  reg: 'registry',
  schtasks: 'scheduledtasks',
  sc: 'services',
  autoruns: 'persistence',
  unisolate: 'release',
  execute: 'run',
  man: 'help',
};
