import { readdir, stat } from 'node:fs/promises';
import { join, win32 } from 'node:path';
import { type RegistryValue, type WindowsFacts, windowsFacts } from './windows-facts.ts';
import { putAway } from './windows-quarantine.ts';
import {
  digestAt,
  imageIn,
  pathArgument,
  type ScriptItem,
  ScriptStop,
  textArgument,
  type WindowsScript,
} from './windows-script.ts';

const startupFolder = 'AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs\\Startup';

/** What a read script of the product lists on this device; null for a command that is none. */
export async function listWindows(
  script: WindowsScript,
  command: string,
): Promise<readonly ScriptItem[] | null> {
  const facts = await factsNow(script);
  switch (command) {
    case 'processes':
      return await processes(script, facts);
    case 'connections':
      return connections(script, facts);
    case 'services':
      return await services(script, facts.services);
    case 'drivers':
      return (await services(script, facts.drivers)).map((one) => ({ ...one, account: null, pid: null }));
    case 'scheduledtasks':
      return await tasks(script, facts);
    case 'registry':
      return registry(script, facts.registry);
    case 'persistence':
      return await persistence(script, facts);
    case 'startupfolders':
      return await startupFolders(script);
    case 'dir':
      return await directory(script);
    case 'findfile':
      return await find(script);
    case 'fileinfo':
      return await fileInfo(script);
    default:
      return null;
  }
}

/** The device's facts less what was disabled or taken away. */
export async function factsNow(script: WindowsScript): Promise<WindowsFacts> {
  const facts = windowsFacts(script.device);
  const away = await putAway(script);
  const isAway = (kind: string, name: string) => away.some((one) => one.kind === kind && one.name === name);
  return {
    ...facts,
    services: facts.services.map((one) =>
      isAway('service', one.name) ? { ...one, state: 'Stopped', startMode: 'Disabled', pid: 0 } : one,
    ),
    registry: facts.registry.filter(
      (one) =>
        !away.some((gone) => gone.kind === 'registry' && gone.key === one.key && gone.name === one.name),
    ),
    tasks: facts.tasks.map((one) =>
      isAway('task', `${one.path}${one.name}`.slice(1)) ? { ...one, state: 'Disabled' } : one,
    ),
  };
}

async function processes(script: WindowsScript, facts: WindowsFacts): Promise<readonly ScriptItem[]> {
  const pid = textArgument(script, 'pid');
  const name = textArgument(script, 'name').toLowerCase();
  const single = pid !== '' || name !== '';
  const wanted = facts.processes.filter(
    (one) => (pid === '' || String(one.pid) === pid) && (name === '' || one.name.toLowerCase() === name),
  );
  return await Promise.all(
    wanted.map(async (one) => ({
      pid: one.pid,
      ppid: one.ppid,
      name: one.name,
      path: one.path,
      cmdline: one.commandLine,
      user: single ? one.user : null,
      createdUtc: ago(script, one.startedMinutesAgo),
      sha256: single ? await digestAt(script, one.path) : null,
    })),
  );
}

function connections(script: WindowsScript, facts: WindowsFacts): readonly ScriptItem[] {
  return facts.connections.map((one) => ({
    proto: 'tcp',
    localAddr: one.local[0],
    localPort: one.local[1],
    remoteAddr: one.remote[0],
    remotePort: one.remote[1],
    state: one.state,
    pid: one.pid,
    process: facts.processes.find((other) => other.pid === one.pid)?.name.replace(/\.exe$/, '') ?? null,
    createdUtc: ago(script, 60),
  }));
}

async function services(
  script: WindowsScript,
  list: WindowsFacts['services'],
): Promise<readonly ScriptItem[]> {
  return await Promise.all(
    list.map(async (one) => ({
      name: one.name,
      display: one.display,
      state: one.state,
      startMode: one.startMode,
      account: one.account,
      path: one.path,
      pid: one.pid,
      sha256: await digestAt(script, imageIn(one.path)),
    })),
  );
}

async function tasks(script: WindowsScript, facts: WindowsFacts): Promise<readonly ScriptItem[]> {
  const wanted = textArgument(script, 'task').replace(/^\\/, '').toLowerCase();
  const found = facts.tasks.filter(
    (one) => wanted === '' || `${one.path}${one.name}`.slice(1).toLowerCase() === wanted,
  );
  if (found.length === 0 && wanted !== '') throw new ScriptStop(`There is no task ${wanted}.`);
  return found.map((one) => ({
    path: `${one.path}${one.name}`,
    name: one.name,
    state: one.state,
    author: one.author,
    actions: [one.action],
    triggers: [one.trigger],
    lastRunUtc: ago(script, 120),
    nextRunUtc: null,
    lastResult: 0,
    runAs: one.runAs,
  }));
}

function registry(script: WindowsScript, values: readonly RegistryValue[]): readonly ScriptItem[] {
  const key = textArgument(script, 'key').replace(/\\$/, '');
  const wanted = textArgument(script, 'value').toLowerCase();
  const below = `${key}\\`.toLowerCase();
  const here = values.filter((one) => one.key.toLowerCase() === key.toLowerCase());
  const keysBelow = values.filter((one) => one.key.toLowerCase().startsWith(below));
  if (here.length === 0 && keysBelow.length === 0) throw new ScriptStop(`There is no key ${key}.`);
  const found = here.filter((one) => wanted === '' || one.name.toLowerCase() === wanted);
  if (found.length === 0 && wanted !== '') throw new ScriptStop(`There is no value ${wanted} in ${key}.`);
  const children = new Set(keysBelow.map((one) => one.key.slice(below.length).split('\\')[0] ?? ''));
  return [
    ...(wanted === '' ? Array.from(children, (child) => value(`${key}\\${child}`, null, 'Key', null)) : []),
    ...found.map((one) => value(one.key, one.name, one.kind, one.data)),
  ];
}

function value(key: string, valueName: string | null, type: string, data: string | null): ScriptItem {
  return { key, valueName, type, data, lastWriteUtc: null };
}

async function persistence(script: WindowsScript, facts: WindowsFacts): Promise<readonly ScriptItem[]> {
  const one = async (kind: string, location: string, name: string, target: string, user: string | null) => {
    const sha256 = await digestAt(script, imageIn(target));
    return {
      kind,
      location,
      name,
      target,
      user,
      sha256,
      signed: sha256 === null ? null : isOfWindows(target),
    };
  };
  const keys = (kind: string, pattern: RegExp) =>
    facts.registry
      .filter((found) => pattern.test(found.key))
      .map((found) => one(kind, found.key, found.name, found.data, null));
  const started = facts.services.filter(
    (found) => found.startMode === 'Auto' && !/svchost\.exe/i.test(found.path),
  );
  const own = facts.tasks.filter(
    (found) => found.state !== 'Disabled' && !found.path.startsWith('\\Microsoft\\Windows\\'),
  );
  return await Promise.all([
    ...keys('runKey', /\\Run(?:Once)?$/),
    ...keys('winlogon', /\\Winlogon$/),
    ...started.map((found) => one('service', 'services', found.name, found.path, found.account)),
    ...own.map((found) => one('task', found.path, found.name, found.action, found.runAs)),
    ...(await startupFolders(script)),
  ]);
}

function isOfWindows(target: string): boolean {
  return /^"?(?:%windir%|C:\\(?:Windows|Program Files))/i.test(target) || target === 'explorer.exe';
}

async function startupFolders(script: WindowsScript): Promise<readonly ScriptItem[]> {
  const location = `C:\\Users\\${script.device.user}\\${startupFolder}`;
  const folder = await script.trees.find(script.device, location);
  const names = folder === null ? [] : await readdir(folder);
  return await Promise.all(
    names.sort().map(async (name) => ({
      kind: 'startup',
      location,
      name,
      target: win32.join(location, name),
      user: script.device.user,
      sha256: await digestAt(script, win32.join(location, name)),
      signed: false,
    })),
  );
}

async function directory(script: WindowsScript): Promise<readonly ScriptItem[]> {
  const path = pathArgument(script, 'path');
  const folder = await script.trees.find(script.device, path);
  if (folder === null || !(await stat(folder)).isDirectory())
    throw new ScriptStop(`There is no folder ${path}.`);
  const names = (await readdir(folder)).sort();
  const owner = 'NT AUTHORITY\\SYSTEM';
  return await Promise.all(names.map((name) => entry(win32.join(path, name), join(folder, name), owner)));
}

async function find(script: WindowsScript): Promise<readonly ScriptItem[]> {
  const root = pathArgument(script, 'root');
  const name = textArgument(script, 'name');
  if (name === '' || /[\\/]/.test(name))
    throw new ScriptStop('The argument name is a file name, where * and ? may stand for others.');
  const folder = await script.trees.find(script.device, root);
  if (folder === null) throw new ScriptStop(`There is no folder ${root}.`);
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = all.filter((one) => one.isFile() && matches(one.name, name));
  return await Promise.all(
    found.map((one) => {
      const file = join(one.parentPath, one.name);
      return entry(win32.join(root, file.slice(folder.length).replaceAll('/', '\\')), file, null);
    }),
  );
}

function matches(name: string, pattern: string): boolean {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i').test(name);
}

async function fileInfo(script: WindowsScript): Promise<readonly ScriptItem[]> {
  const path = pathArgument(script, 'path');
  const file = await script.trees.find(script.device, path);
  if (file === null) throw new ScriptStop(`There is no file ${path}.`);
  const isFile = (await stat(file)).isFile();
  const ofWindows = isOfWindows(path);
  return [
    {
      ...(await entry(path, file, 'NT AUTHORITY\\SYSTEM')),
      target: null,
      md5: await digestAt(script, path, 'md5'),
      sha1: await digestAt(script, path, 'sha1'),
      sha256: await digestAt(script, path),
      signer: isFile && ofWindows ? 'CN=Microsoft Windows, O=Microsoft Corporation' : null,
      signatureStatus: isFile ? (ofWindows ? 'Valid' : 'NotSigned') : null,
      zoneId: /\\Downloads\\/i.test(path) ? '3' : null,
    },
  ];
}

async function entry(path: string, file: string, owner: string | null): Promise<ScriptItem> {
  const facts = await stat(file);
  return {
    path,
    type: facts.isDirectory() ? 'directory' : 'file',
    size: facts.isDirectory() ? null : facts.size,
    createdUtc: facts.birthtime.toISOString(),
    modifiedUtc: facts.mtime.toISOString(),
    accessedUtc: facts.atime.toISOString(),
    attrs: facts.isDirectory() ? 'Directory' : 'Archive',
    owner,
  };
}

function ago(script: WindowsScript, minutes: number): string {
  return new Date(script.now.getTime() - minutes * 60_000).toISOString();
}
