import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { DeviceChanges } from './defender-state.ts';
import type { FixtureDevice } from './device.ts';
import type { DeviceTrees } from './device-tree.ts';

export type ScriptItem = Readonly<Record<string, unknown>>;

/** A script of the product that a Windows device answers: what it was given, and what it meets on the way. */
export interface WindowsScript {
  readonly trees: DeviceTrees;
  readonly device: FixtureDevice;
  readonly now: Date;
  readonly run: string; // the run that the caller named
  readonly args: Readonly<Record<string, unknown>>;
  readonly errors: { readonly path: string | null; readonly msg: string }[];
  /** What else becomes of the device. */
  readonly change: (to: DeviceChanges) => void;
}

/** The script ends here, with one sentence in the place of an answer. */
export class ScriptStop extends Error {}

export function textArgument(script: WindowsScript, name: string): string {
  const value = script.args[name];
  return value === null || value === undefined ? '' : String(value);
}

/** An absolute path without dots. Throws ScriptStop. */
export function pathArgument(script: WindowsScript, name: string): string {
  const path = textArgument(script, name);
  if (!/^[A-Za-z]:\\/.test(path)) throw new ScriptStop(`The argument ${name} is an absolute path.`);
  if (/\\\.{1,2}\\/.test(`\\${path}\\`))
    throw new ScriptStop(`The argument ${name} is a path without . and .. in it.`);
  return path;
}

/** Where a file lies in the device's tree; null: there is no file. */
export async function fileAt(script: WindowsScript, path: string): Promise<string | null> {
  const found = await script.trees.find(script.device, path);
  return found !== null && (await stat(found)).isFile() ? found : null;
}

/** Over the bytes that lie in the device's tree; null where there is no file. */
export async function digestAt(
  script: WindowsScript,
  path: string | null,
  algorithm = 'sha256',
): Promise<string | null> {
  const file = path === null ? null : await fileAt(script, path);
  if (file === null) return null;
  return createHash(algorithm)
    .update(await readFile(file))
    .digest('hex');
}

/** The image in a command line: quoted, or up to the first ending of a program. */
export function imageIn(commandLine: string): string {
  const line = commandLine.replace(/^%windir%/i, 'C:\\Windows').trim();
  return (
    /^"([^"]+)"/.exec(line)?.[1] ??
    /^(.+?\.(?:exe|sys|dll|com|bat|cmd|ps1|vbs|js))(?:\s|,|$)/i.exec(line)?.[1] ??
    line
  );
}
