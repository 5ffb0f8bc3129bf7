import { createHash } from 'node:crypto';
import type { FixtureDevice } from './device.ts';
import type { DeviceTrees } from './device-tree.ts';
import type { ScriptEnd } from './run-command.ts';
import { type ScriptProblem, windowsItems } from './windows-items.ts';

interface ScriptCall {
  readonly trees: DeviceTrees;
  readonly device: FixtureDevice;
  readonly name: string;
  readonly args: string;
  readonly now: Date;
}

/**
 * PowerShell cannot run here. A script of the product is answered by its name and argument from the device's model, in
 * the shape that the script would print; its text is not read. Any other script fails with a word about that.
 */
export async function answerPowerShell(call: ScriptCall): Promise<ScriptEnd> {
  const command = /^hf-([a-z]+)\.ps1$/i.exec(call.name)?.[1]?.toLowerCase();
  const args = argumentsOf(call.args);
  if (command === undefined || args === null)
    return failed(`${call.name}: PowerShell is not part of the embedded Defender.`);
  const errors: ScriptProblem[] = [];
  const items = await windowsItems({ ...call, args, errors }, command);
  if (items === null) return failed(`${call.name}: the embedded Defender has no answer to this script.`);
  const said = {
    fmt: 'custody.lr/1',
    cmd: command,
    acq: typeof args.acq === 'string' ? args.acq : null,
    host: call.device.name.toUpperCase(),
    os: 'windows',
    user: 'NT AUTHORITY\\SYSTEM',
    deviceUtc: call.now.toISOString(),
    cwd: call.trees.workFolderOf(call.device),
    args,
    items,
    count: items.length,
    truncated: false,
    itemsSha256: createHash('sha256').update(JSON.stringify(items)).digest('hex'),
    errors,
  };
  return { exitCode: 0, output: JSON.stringify(said), errors: '' };
}

/** One word: base64 of a JSON object in UTF-8; nothing at all is an empty object. */
function argumentsOf(text: string): Readonly<Record<string, unknown>> | null {
  if (text === '') return {};
  try {
    const read: unknown = JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : null;
  } catch {
    return null; // not the product's way of calling: the caller says so
  }
}

function failed(message: string): ScriptEnd {
  return { exitCode: 1, output: '', errors: message };
}
