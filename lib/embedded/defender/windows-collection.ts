import { readFile } from 'node:fs/promises';
import { windowsPackage } from './package-windows.ts';
import {
  digestAt,
  fileAt,
  pathArgument,
  type ScriptItem,
  ScriptStop,
  textArgument,
  type WindowsScript,
} from './windows-script.ts';
import { zipOf } from './zip-writer.ts';

/** A collector of the customer's, as its wrapper tells it: started, then looked at. What it collects is the device's model. */
export async function collectWindows(script: WindowsScript): Promise<ScriptItem> {
  const run = textArgument(script, 'run');
  if (!/^[A-Za-z0-9-]{1,64}$/.test(run))
    throw new ScriptStop('The argument run names the collection: letters, digits and - only.');
  const work = `C:\\Windows\\Temp\\hf-dfir-${run}`;
  const archive = `${work}\\hf-dfir-${run}.zip`;
  switch (textArgument(script, 'phase')) {
    case 'start':
      return await start(script, run, work, archive);
    case 'look':
      return await look(script, run, archive);
    default:
      throw new ScriptStop('The argument phase is start or look.');
  }
}

async function start(script: WindowsScript, run: string, work: string, archive: string): Promise<ScriptItem> {
  const path = pathArgument(script, 'script');
  if ((await digestAt(script, path)) !== textArgument(script, 'sha256'))
    throw new ScriptStop(`${path} is not the reviewed script: its SHA-256 differs.`);
  if ((await fileAt(script, archive)) !== null)
    throw new ScriptStop(`A collection ${run} was started before.`);
  script.trees.write(script.device, archive, zipOf(windowsPackage(script.device, script.now), script.now));
  return { state: 'running', path: work, size: null, sha256: null, exitCode: null };
}

async function look(script: WindowsScript, run: string, archive: string): Promise<ScriptItem> {
  const file = await fileAt(script, archive);
  if (file === null) throw new ScriptStop(`There is no collection ${run}.`);
  const { length: size } = await readFile(file);
  return { state: 'ended', path: archive, size, sha256: await digestAt(script, archive), exitCode: 0 };
}
