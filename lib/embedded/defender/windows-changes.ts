import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { collectWindows } from './windows-collection.ts';
import { factsNow } from './windows-items.ts';
import { entryPath, type PutAway, putAway } from './windows-quarantine.ts';
import {
  digestAt,
  fileAt,
  pathArgument,
  type ScriptItem,
  ScriptStop,
  textArgument,
  type WindowsScript,
} from './windows-script.ts';

/** What a script of the product does to this device; null for a command that has no answer here. */
export async function changeWindows(
  script: WindowsScript,
  command: string,
): Promise<readonly ScriptItem[] | null> {
  switch (command) {
    case 'prepare-file':
      return [await prepareFile(script)];
    case 'stop-process':
      return [await stopProcess(script)];
    case 'quarantine':
      return [await quarantine(script)];
    case 'remove-persistence':
      return [await removePersistence(script)];
    case 'collect-dfir':
      return [await collectWindows(script)];
    case 'restore':
      return [await restore(script)];
    default:
      return null;
  }
}

async function prepareFile(script: WindowsScript): Promise<ScriptItem> {
  const source = pathArgument(script, 'path');
  const file = await fileAt(script, source);
  if (file === null) throw new ScriptStop(`There is no file ${source}.`);
  const path = `C:\\Windows\\Temp\\hf-${script.run}.copy`;
  const bytes = await readFile(file);
  script.trees.write(script.device, path, bytes);
  const sha256 = await digestAt(script, path);
  return { path, source, size: bytes.length, sha256, sourceSha256: await digestAt(script, source) };
}

async function stopProcess(script: WindowsScript): Promise<ScriptItem> {
  const pid = Number(textArgument(script, 'pid'));
  const name = textArgument(script, 'name');
  if (!(pid >= 5))
    throw new ScriptStop('The argument pid is the number of one process, and not of the system itself.');
  const found = (await factsNow(script)).processes.find((one) => one.pid === pid);
  if (found === undefined) throw new ScriptStop(`There is no process ${pid}.`);
  if (found.name !== name)
    throw new ScriptStop(`Process ${pid} is called otherwise now. Nothing was stopped.`);
  script.change({ stopped: [...script.device.stopped, pid] });
  return { pid, name, signal: 'TerminateProcess', stopped: true };
}

async function quarantine(script: WindowsScript): Promise<ScriptItem> {
  const path = pathArgument(script, 'path');
  const sha256 = textArgument(script, 'sha256');
  const file = await fileAt(script, path);
  if (file === null) throw new ScriptStop(`There is no file ${path}.`);
  if ((await digestAt(script, path)) !== sha256)
    throw new ScriptStop(`${path} is not what was taken into custody. Nothing was moved.`);
  const quarantined = entryPath(script, 'bytes');
  await save(script, { kind: 'file', name: path, sha256 });
  script.trees.write(script.device, quarantined, await readFile(file));
  await rm(file);
  return { path, quarantined, sha256, moved: true };
}

async function removePersistence(script: WindowsScript): Promise<ScriptItem> {
  const facts = await factsNow(script);
  const given = (name: string) => textArgument(script, name);
  if (given('service') !== '') {
    const found = facts.services.find((one) => one.name === given('service'));
    if (found === undefined) throw new ScriptStop(`There is no service ${given('service')}.`);
    await save(script, { kind: 'service', name: found.name });
    return { kind: 'service', name: found.name, before: found.startMode, after: 'Disabled' };
  }
  if (given('task') !== '') {
    const name = given('task').replace(/^\\/, '');
    const found = facts.tasks.find((one) => `${one.path}${one.name}`.slice(1) === name);
    if (found === undefined) throw new ScriptStop(`There is no task ${name}.`);
    await save(script, { kind: 'task', name });
    return { kind: 'task', name, before: found.state, after: 'Disabled' };
  }
  const [key, name] = [given('key'), given('value')];
  if (key === '' || name === '') throw new ScriptStop('One of service, task, or key with value is given.');
  if (!facts.registry.some((one) => one.key === key && one.name === name))
    throw new ScriptStop(`There is no value ${name} in ${key}.`);
  await save(script, { kind: 'registry', key, name });
  return { kind: 'registry', name: `${key}\\\\${name}`, before: 'present', after: 'absent' };
}

async function restore(script: WindowsScript): Promise<ScriptItem> {
  const [path, entry] = [textArgument(script, 'path'), textArgument(script, 'entry')];
  const found = (await putAway(script)).find(
    (one) => one.run === entry || (one.kind === 'file' && path !== '' && one.name === path),
  );
  if (found === undefined) throw new ScriptStop('The quarantine holds no such thing.');
  if (found.kind === 'file') {
    if ((await fileAt(script, found.name)) !== null)
      throw new ScriptStop(`${found.name} exists. Nothing was put back.`);
    script.trees.write(script.device, found.name, await readFile(join(found.folder, 'bytes')));
  }
  await rm(found.folder, { recursive: true });
  return { path: found.name, sha256: found.sha256 ?? null, restored: true };
}

/** What is needed to undo it is written before anything is changed. */
async function save(script: WindowsScript, record: Omit<PutAway, 'run' | 'folder'>): Promise<void> {
  const file = entryPath(script, 'entry.json');
  if ((await fileAt(script, file)) !== null)
    throw new ScriptStop(`The quarantine has an entry ${script.run} already. Nothing was changed.`);
  script.trees.write(script.device, file, Buffer.from(JSON.stringify(record)));
}
