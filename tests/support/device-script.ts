import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type CheckedOutput,
  readScriptOutput,
  type ScriptCommand,
} from '../../lib/custody/console/normalised-output.ts';
import { type ScriptValues, scriptArgument } from '../../lib/custody/console/script-argument.ts';

/** A name with all that a shell would take for its own. */
export const hard = 'a b\n"c" \'d\' $(e) \\ü😀%s';

export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export interface DeviceTree {
  readonly root: string;
  write(path: string, bytes: string | Uint8Array): Promise<void>;
}

/** A small file tree that stands for a Linux device, with two processes. */
export async function deviceTree(): Promise<DeviceTree> {
  const root = await mkdtemp(join(tmpdir(), 'device-'));
  const write = async (path: string, bytes: string | Uint8Array) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), bytes);
  };
  await mkdir(join(root, 'tmp'));
  await write('/etc/hostname', 'jump-linux-01\n');
  await write('/etc/passwd', 'root:x:0:0::/root:/bin/sh\nana:x:1000:1000::/home/ana:/bin/sh\n');
  await write('/proc/stat', 'cpu 1 2 3\nbtime 1767225600\n');
  await process_(write, 1, 0, 'systemd', '/sbin/init\u0000', 0);
  await process_(write, 812, 1, 'evil (x) y', '/tmp/evil\u0000--say\u0000a "b"\n\u0000', 1000);
  return { root, write };
}

function process_(
  write: DeviceTree['write'],
  pid: number,
  parent: number,
  name: string,
  commandLine: string,
  user: number,
): Promise<unknown> {
  const stat = `${pid} (${name}) S ${parent} 1 1 0 -1 4194560 1 1 1 1 1 1 1 1 20 0 1 0 12300 1 1\n`;
  return Promise.all([
    write(`/proc/${pid}/stat`, stat),
    write(`/proc/${pid}/status`, `Name:\tx\nUid:\t${user}\t${user}\t${user}\t${user}\n`),
    write(`/proc/${pid}/cmdline`, commandLine),
  ]);
}

export interface ScriptRun {
  readonly exitCode: number;
  readonly text: string;
  readonly stderr: string;
}

interface ScriptOptions {
  readonly asNobody?: boolean;
  readonly path?: string; // a folder of programs that come before this machine's
}

/** Runs one of our POSIX scripts with /bin/sh below a tree; `asNobody` where the tests run as root. */
export function runScript(
  root: string,
  command: ScriptCommand,
  argument: string,
  { asNobody = false, path }: ScriptOptions = {},
): Promise<ScriptRun> {
  const script = new URL(`../../lib/device-scripts/posix/hf-${command}.sh`, import.meta.url).pathname;
  const other = asNobody && process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const env: NodeJS.ProcessEnv = { NODE_ENV: 'test', HF_ROOT: root };
  if (path !== undefined) env.PATH = `${path}:${process.env.PATH}`;
  return new Promise((resolve) => {
    execFile(
      '/bin/sh',
      [script, argument],
      { ...other, cwd: '/', env, maxBuffer: 32 * 1024 * 1024 },
      (error, text, stderr) => resolve({ exitCode: Number(error?.code ?? 0), text, stderr }),
    );
  });
}

/** What a script answers, held against its shape. Throws where it is none, or where the shell complained. */
export async function answerOf(
  root: string,
  command: ScriptCommand,
  values: ScriptValues,
  options: ScriptOptions & { readonly run?: string } = {},
): Promise<CheckedOutput> {
  const run = options.run ?? 'run-1';
  const { text, stderr } = await runScript(root, command, scriptArgument(run, '/home/ana', values), options);
  const read = readScriptOutput(text, command, run);
  if (read.kind !== 'answer' || stderr !== '') throw new Error(`${JSON.stringify(read)}\n${stderr}\n${text}`);
  return read.output;
}
