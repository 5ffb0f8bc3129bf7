import { createHash } from 'node:crypto';
import type { ScriptEnd } from './script-end.ts';
import { changeWindows } from './windows-changes.ts';
import { listWindows } from './windows-items.ts';
import { type ScriptItem, ScriptStop, type WindowsScript } from './windows-script.ts';

type ScriptCall = Pick<WindowsScript, 'trees' | 'device' | 'now' | 'change'> & {
  readonly name: string;
  readonly args: string;
};

/**
 * PowerShell cannot run here. A script of the product is answered by its name and argument from the device's model, in
 * the shape that the script would print; its text is not read. Any other script fails with a word about that.
 */
export async function answerPowerShell(call: ScriptCall): Promise<ScriptEnd> {
  const command = /^hf-([a-z-]+)\.ps1$/i.exec(call.name)?.[1]?.toLowerCase();
  if (command === undefined) return unknown(call);
  const given = argumentOf(call.args);
  const { acq, cwd, ...args } = given ?? {};
  const run = typeof acq === 'string' && /^[A-Za-z0-9-]{1,64}$/.test(acq) ? acq : '';
  const script: WindowsScript = { ...call, run, args, errors: [] };
  const said = (items: readonly ScriptItem[]) => answerText(script, command, String(cwd ?? ''), items);
  try {
    if (given === null) throw new ScriptStop('The argument is not base64 of one flat JSON object.');
    if (run === '') throw new ScriptStop('The argument acq names the run: letters, digits and - only.');
    const items = (await listWindows(script, command)) ?? (await changeWindows(script, command));
    return items === null ? unknown(call) : { exitCode: 0, output: said(items), errors: '' };
  } catch (error) {
    if (!(error instanceof ScriptStop)) throw error;
    script.errors.push({ path: null, msg: error.message });
    return { exitCode: 1, output: said([]), errors: '' };
  }
}

/** One word: base64 of a JSON object in UTF-8. */
function argumentOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const read: unknown = JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The one JSON object that every script of the product prints. Source: lib/device-scripts, common.ps1. */
function answerText(
  script: WindowsScript,
  command: string,
  cwd: string,
  items: readonly ScriptItem[],
): string {
  const listed = asciiJson(items);
  const head = asciiJson({
    fmt: 'custody.lr/1',
    cmd: command,
    acq: script.run,
    host: script.device.name.toUpperCase(),
    os: 'windows',
    user: 'NT AUTHORITY\\SYSTEM',
    deviceUtc: script.now.toISOString(),
    cwd,
    args: script.args,
  });
  const tail = asciiJson({
    count: items.length,
    truncated: false,
    itemsSha256: createHash('sha256').update(listed).digest('hex'),
    errors: script.errors,
  });
  return `${head.slice(0, -1)},"items":${listed},${tail.slice(1)}`;
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function unknown(call: ScriptCall): ScriptEnd {
  return {
    exitCode: 1,
    output: '',
    errors: `${call.name} cannot run: the embedded Defender has no PowerShell and no answer of its own for it.`,
  };
}
