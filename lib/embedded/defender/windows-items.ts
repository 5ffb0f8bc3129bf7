import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, win32 } from 'node:path';
import type { FixtureDevice } from './device.ts';
import type { DeviceTrees } from './device-tree.ts';
import { type WindowsFacts, windowsFacts } from './windows-facts.ts';

type Item = Readonly<Record<string, unknown>>;

export interface ScriptProblem {
  readonly path: string;
  readonly msg: string;
}

interface ItemsCall {
  readonly trees: DeviceTrees;
  readonly device: FixtureDevice;
  readonly now: Date;
  readonly args: Readonly<Record<string, unknown>>;
  readonly errors: ScriptProblem[];
}

const startup = 'AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs\\Startup';

/** What a read script of the product would list on this device; null for a command that has no answer here. */
export async function windowsItems(call: ItemsCall, command: string): Promise<readonly Item[] | null> {
  const facts = windowsFacts(call.device);
  switch (command) {
    case 'processes':
      return await processes(call, facts);
    case 'connections':
      return connections(call, facts);
    case 'services':
      return await services(call, facts.services);
    case 'drivers':
      return await services(call, facts.drivers);
    case 'scheduledtasks':
      return tasks(call, facts);
    case 'registry':
      return registry(call, facts);
    case 'persistence':
      return await persistence(call, facts);
    case 'startupfolders':
      return await startupFolders(call);
    case 'dir':
      return await directory(call);
    case 'findfile':
      return await find(call);
    case 'fileinfo':
      return await fileInfo(call);
    default:
      return null;
  }
}

async function processes(call: ItemsCall, facts: WindowsFacts): Promise<readonly Item[]> {
  const pid = text(call, 'pid');
  const name = text(call, 'name')?.toLowerCase();
  const wanted = facts.processes.filter(
    (one) =>
      (pid === null || String(one.pid) === pid) && (name === undefined || one.name.toLowerCase() === name),
  );
  return await Promise.all(
    wanted.map(async (one) => ({
      pid: one.pid,
      ppid: one.ppid,
      name: one.name,
      path: one.path,
      cmdline: one.commandLine,
      user: one.user,
      createdUtc: new Date(call.now.getTime() - one.startedMinutesAgo * 60_000).toISOString(),
      sha256: await sha256(call, one.path),
    })),
  );
}

function connections(call: ItemsCall, facts: WindowsFacts): readonly Item[] {
  return facts.connections.map((one) => ({
    proto: 'tcp',
    localAddr: one.local[0],
    localPort: one.local[1],
    remoteAddr: one.remote[0],
    remotePort: one.remote[1],
    state: one.state,
    pid: one.pid,
    process: facts.processes.find((process) => process.pid === one.pid)?.name ?? null,
    createdUtc: new Date(call.now.getTime() - 3_600_000).toISOString(),
  }));
}

async function services(call: ItemsCall, list: WindowsFacts['services']): Promise<readonly Item[]> {
  return await Promise.all(
    list.map(async (one) => ({
      name: one.name,
      display: one.display,
      state: one.state,
      startMode: one.startMode,
      account: one.account,
      path: one.path,
      pid: one.pid === 0 ? null : one.pid,
      sha256: await sha256(call, one.path),
    })),
  );
}

function tasks(call: ItemsCall, facts: WindowsFacts): readonly Item[] {
  const wanted = (text(call, 'path') ?? text(call, 'name'))?.replace(/^\\/, '').toLowerCase();
  return facts.tasks
    .filter((one) => wanted === undefined || `${one.path}${one.name}`.slice(1).toLowerCase() === wanted)
    .map((one) => ({
      path: one.path,
      name: one.name,
      state: 'Ready',
      author: one.author,
      actions: [one.action],
      triggers: [one.trigger],
      lastRunUtc: new Date(call.now.getTime() - 7_200_000).toISOString(),
      nextRunUtc: null,
      lastResult: 0,
      runAs: one.runAs,
    }));
}

function registry(call: ItemsCall, facts: WindowsFacts): readonly Item[] {
  const key = (text(call, 'key') ?? text(call, 'path') ?? '').replace(/^Registry::/i, '').toLowerCase();
  const value = text(call, 'value') ?? text(call, 'valueName');
  const found = facts.registry.filter((one) => one.key.toLowerCase() === key);
  if (found.length === 0) call.errors.push({ path: key, msg: 'Cannot find path because it does not exist.' });
  return found
    .filter((one) => value === null || one.name.toLowerCase() === value.toLowerCase())
    .map((one) => ({
      key: one.key,
      valueName: one.name,
      type: one.type,
      data: one.data,
      lastWriteUtc: null,
    }));
}

async function persistence(call: ItemsCall, facts: WindowsFacts): Promise<readonly Item[]> {
  const one = async (kind: string, location: string, name: string, target: string, user: string) => {
    const file = /^"?([A-Za-z]:\\[^"]+?\.(?:exe|dll|sys))/i.exec(target)?.[1] ?? null;
    return { kind, location, name, target, user, sha256: await sha256(call, file), signed: null };
  };
  const running = facts.registry.filter((value) => /\\Run(Once)?$/.test(value.key));
  const winlogon = facts.registry.filter((value) => value.key.endsWith('\\Winlogon'));
  return await Promise.all([
    ...running.map((value) => one('runKey', value.key, value.name, value.data, 'NT AUTHORITY\\SYSTEM')),
    ...winlogon.map((value) => one('winlogon', value.key, value.name, value.data, 'NT AUTHORITY\\SYSTEM')),
    ...facts.tasks.map((task) => one('task', task.path, task.name, task.action, task.runAs)),
    ...facts.services
      .filter((service) => service.startMode === 'Auto')
      .map((service) => one('service', service.name, service.display, service.path, service.account)),
    ...(await startupFolders(call)),
  ]);
}

async function startupFolders(call: ItemsCall): Promise<readonly Item[]> {
  const location = `C:\\Users\\${call.device.user}\\${startup}`;
  const folder = await call.trees.find(call.device, location);
  const names = folder === null ? [] : await readdir(folder);
  return await Promise.all(
    names.map(async (name) => ({
      kind: 'startup',
      location,
      name,
      target: win32.join(location, name),
      user: `HOLDFAST\\${call.device.user}`,
      sha256: await sha256(call, win32.join(location, name)),
      signed: null,
    })),
  );
}

async function directory(call: ItemsCall): Promise<readonly Item[]> {
  const path = text(call, 'path') ?? call.trees.workFolderOf(call.device);
  const folder = await call.trees.find(call.device, path);
  if (folder === null) {
    call.errors.push({ path, msg: 'Cannot find path because it does not exist.' });
    return [];
  }
  if (!(await stat(folder)).isDirectory()) return [await entry(path, folder)];
  const names = (await readdir(folder)).sort();
  return await Promise.all(names.map((name) => entry(win32.join(path, name), join(folder, name))));
}

async function find(call: ItemsCall): Promise<readonly Item[]> {
  const root = text(call, 'root') ?? text(call, 'path') ?? 'C:\\';
  const pattern = new RegExp(
    `^${(text(call, 'name') ?? '')
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'i',
  );
  const folder = await call.trees.find(call.device, root);
  if (folder === null) {
    call.errors.push({ path: root, msg: 'Cannot find path because it does not exist.' });
    return [];
  }
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = all.filter((one) => one.isFile() && pattern.test(one.name));
  return await Promise.all(
    found.map((one) => {
      const file = join(one.parentPath, one.name);
      return entry(win32.join(root, file.slice(folder.length).replaceAll('/', '\\')), file);
    }),
  );
}

async function entry(path: string, file: string): Promise<Item> {
  const facts = await stat(file);
  return {
    path,
    type: facts.isDirectory() ? 'directory' : 'file',
    size: facts.isDirectory() ? null : facts.size,
    ...timesOf(facts),
    attrs: facts.isDirectory() ? 'Directory' : 'Archive',
    owner: 'NT AUTHORITY\\SYSTEM',
  };
}

async function fileInfo(call: ItemsCall): Promise<readonly Item[]> {
  const path = text(call, 'path') ?? '';
  const file = await call.trees.find(call.device, path);
  if (file === null || !(await stat(file)).isFile()) {
    call.errors.push({ path, msg: 'Cannot find path because it does not exist.' });
    return [];
  }
  const bytes = await readFile(file);
  const digest = (name: string) => createHash(name).update(bytes).digest('hex');
  return [
    {
      path,
      size: bytes.length,
      ...timesOf(await stat(file)),
      attrs: 'Archive',
      md5: digest('md5'),
      sha1: digest('sha1'),
      sha256: digest('sha256'),
      signer: null,
      signatureStatus: 'NotSigned',
      zoneId: path.toLowerCase().includes('\\downloads\\') ? 3 : null,
    },
  ];
}

function timesOf(facts: { readonly birthtime: Date; readonly mtime: Date; readonly atime: Date }): Item {
  return {
    createdUtc: facts.birthtime.toISOString(),
    modifiedUtc: facts.mtime.toISOString(),
    accessedUtc: facts.atime.toISOString(),
  };
}

/** Over the bytes that lie in the device's tree; null where there is no file. */
async function sha256(call: ItemsCall, path: string | null): Promise<string | null> {
  const file = path === null ? null : await call.trees.find(call.device, path);
  if (file === null) return null;
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

function text(call: ItemsCall, name: string): string | null {
  const value = call.args[name];
  return value === null || value === undefined || value === '' ? null : String(value);
}
