import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { join, posix, win32 } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { CommandOutcome } from './action-progress.ts';
import { type ActionRecord, type CommandRecord, paramOf } from './action-record.ts';
import type { TenantFeatures } from './defender-state.ts';
import { type FixtureDevice, isWindows } from './device.ts';
import type { DeviceTrees } from './device-tree.ts';
import type { Fleet } from './fleet.ts';
import { answerPowerShell } from './powershell-answers.ts';
import { runPosixScript } from './run-posix-script.ts';
import type { ScriptEnd } from './script-end.ts';
import type { ScriptLibrary } from './script-library.ts';

export interface CommandParts {
  readonly trees: DeviceTrees;
  readonly library: ScriptLibrary;
  readonly fleet: Fleet;
  readonly features: TenantFeatures;
  readonly now: () => Date;
  readonly resultFile: (actionId: string, index: number) => string;
}

const mostGetBytes = 3 * 1024 ** 3;
const mostPutBytes = { windows: 300 * 1024 ** 2, other: 10 * 1024 ** 2 };

/** Does one command of a live response on a device's tree. What goes wrong on the device is in the outcome. */
export async function runCommand(
  parts: CommandParts,
  device: FixtureDevice,
  action: ActionRecord,
  index: number,
  signal: AbortSignal,
): Promise<CommandOutcome> {
  const command = action.commands[index];
  if (command === undefined) throw new Error(`The action has no command ${index}.`);
  const file = parts.resultFile(action.id, index);
  switch (command.type) {
    case 'PutFile':
      return putFile(parts, device, command);
    case 'GetFile':
      return await getFile(parts, device, command, file, signal);
    case 'RunScript':
      return await runScript(parts, device, command, file, signal);
  }
}

function putFile(parts: CommandParts, device: FixtureDevice, command: CommandRecord): CommandOutcome {
  const name = paramOf(command, 'FileName') ?? '';
  const bytes = parts.library.read(name);
  if (bytes === null) return failure(`File ${name} was not found in the library.`);
  if (bytes.length > (isWindows(device) ? mostPutBytes.windows : mostPutBytes.other))
    return failure(`File ${name} is too large for this device.`);
  parts.trees.write(device, name, bytes);
  return { hasResult: false, errors: [] };
}

/** The result is a gzip of the file. Not for empty files, folders or more than 3 GB, as in the console. */
async function getFile(
  parts: CommandParts,
  device: FixtureDevice,
  command: CommandRecord,
  resultFile: string,
  signal: AbortSignal,
): Promise<CommandOutcome> {
  const path = paramOf(command, 'Path') ?? '';
  const file = await parts.trees.find(device, path);
  const facts = file === null ? null : await stat(file);
  if (file === null || facts === null) return failure(`File was not found: ${path}`);
  if (!facts.isFile() || facts.size === 0 || facts.size > mostGetBytes)
    return failure(`File cannot be collected: ${path}`);
  await mkdir(join(resultFile, '..'), { recursive: true, mode: 0o700 });
  await pipeline(
    createReadStream(file),
    createGzip(),
    createWriteStream(`${resultFile}.new`, { mode: 0o600 }),
    {
      signal,
    },
  );
  await rename(`${resultFile}.new`, resultFile);
  const more = {
    FileName: (isWindows(device) ? win32 : posix).basename(path),
    FilePath: path,
    FileSHA256: await sha256Of(file),
    FileSize: facts.size,
  };
  return { hasResult: true, errors: [], audit: { operation: 'LiveResponseGetFile', more } };
}

/** POSIX scripts run; PowerShell scripts of the product are answered from the device's model. */
async function runScript(
  parts: CommandParts,
  device: FixtureDevice,
  command: CommandRecord,
  resultFile: string,
  signal: AbortSignal,
): Promise<CommandOutcome> {
  const name = paramOf(command, 'ScriptName') ?? '';
  const args = paramOf(command, 'Args') ?? '';
  const script = parts.library.read(name);
  if (script === null) return failure(`Script ${name} was not found in the library.`);
  const isPowerShell = name.toLowerCase().endsWith('.ps1');
  if (isPowerShell !== isWindows(device))
    return failure(`Script ${name} cannot run on this operating system.`);
  if (isPowerShell && !parts.features.unsignedScripts && !isSigned(script))
    return failure(`Script ${name} is not signed, and running unsigned scripts is disabled.`);
  const end = isPowerShell
    ? await answerPowerShell({
        trees: parts.trees,
        device,
        name,
        args,
        now: parts.now(),
        change: (to) => parts.fleet.change(device.id, to),
      })
    : await runPosixScript({ trees: parts.trees, device, name, script, args, signal });
  await mkdir(join(resultFile, '..'), { recursive: true, mode: 0o700 });
  await writeFile(resultFile, resultText(name, end, isPowerShell), { mode: 0o600 });
  return { hasResult: true, errors: [] };
}

/** As Windows devices answer: a banner before the output, raw line breaks, trailing NULs. */
function resultText(name: string, end: ScriptEnd, isPowerShell: boolean): string {
  const banner =
    'Transcript started, output file is C:\\ProgramData\\Microsoft\\Windows Defender Advanced Threat Protection\\Temp\\PSScriptOutputs\\PSScript_Transcript_{8E3A6A1B-63D8-4A57-9E2C-0B6D6F4A7C11}.txt\r\n';
  return JSON.stringify({
    script_name: name,
    exit_code: end.exitCode,
    script_output: isPowerShell ? `${banner}${end.output}\r\n\u0000\u0000` : end.output,
    script_errors: end.errors,
  });
}

function isSigned(script: Buffer): boolean {
  return script.includes('# SIG # Begin signature block');
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

function failure(message: string): CommandOutcome {
  return { hasResult: false, errors: [message] };
}
