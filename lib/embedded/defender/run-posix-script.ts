import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FixtureDevice } from './device.ts';
import type { DeviceTrees } from './device-tree.ts';
import type { ScriptEnd } from './script-end.ts';

const mostOutputBytes = 16 * 1024 * 1024;
// Seconds of processor time, blocks of 512 bytes in one file, open files.
const limits = 'ulimit -t 120 -f 2097152 -n 256 2>/dev/null; exec "$@"';

interface ScriptRun {
  readonly trees: DeviceTrees;
  readonly device: FixtureDevice;
  readonly name: string;
  readonly script: Buffer;
  readonly args: string;
  readonly signal: AbortSignal;
}

/**
 * Runs a library script with /bin/sh (bash if it asks for it) over the device's tree: HF_ROOT names the tree, the
 * work folder is the current one, programs that tell of a machine tell of the device. Where Linux allows it, there is no
 * network. Ends with the signal.
 */
export async function runPosixScript(run: ScriptRun): Promise<ScriptEnd> {
  const { trees, device } = run;
  const work = await trees.find(device, trees.workFolderOf(device));
  if (work === null) throw new Error(`${device.name} has no work folder.`);
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-script-'));
  try {
    const file = join(folder, run.name);
    await writeFile(file, run.script, { mode: 0o700 });
    const words = ['/bin/sh', '-c', limits, 'sh', interpreterOf(run.script), file, ...wordsOf(run.args)];
    const [program = '', ...rest] = [...withoutNetwork(), ...words];
    const child = spawn(program, rest, {
      cwd: work,
      detached: true, // a group of its own, so that what it starts ends with it
      env: {
        NODE_ENV: 'production', // says nothing to a shell; its type is wanted here
        PATH: `${trees.programsOf(device)}:/usr/bin:/bin`,
        HOME: '/root',
        LANG: 'C.UTF-8',
        TZ: 'UTC',
        HF_ROOT: trees.rootOf(device),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return await endOf(child, run.signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function interpreterOf(script: Buffer): string {
  return /^#!.*\bbash\b/.test(script.toString('utf8', 0, 80)) ? '/bin/bash' : '/bin/sh';
}

/** Words apart at blanks, except within double quotes; no shell reads them. */
function wordsOf(args: string): readonly string[] {
  return Array.from(args.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, plain]) => quoted ?? plain ?? '');
}

let prefix: readonly string[] | null = null;

/** A namespace of its own, if the system gives one to this user. */
function withoutNetwork(): readonly string[] {
  const words = ['unshare', '--map-root-user', '--net', '--'];
  prefix ??= spawnSync(words[0] ?? '', [...words.slice(1), 'true']).status === 0 ? words : [];
  return prefix;
}

function endOf(child: ChildProcess, signal: AbortSignal): Promise<ScriptEnd> {
  return new Promise((resolve, reject) => {
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    let size = 0;
    const kill = () => endGroup(child);
    const keep = (list: Buffer[]) => (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostOutputBytes) kill();
      else list.push(chunk);
    };
    child.stdout?.on('data', keep(output));
    child.stderr?.on('data', keep(errors));
    signal.addEventListener('abort', kill, { once: true });
    child.once('error', reject);
    child.once('close', (code) => {
      signal.removeEventListener('abort', kill);
      if (size > mostOutputBytes) reject(new Error('The script printed too much.'));
      else if (code === null) reject(new Error('The script was ended.'));
      else resolve({ exitCode: code, output: textOf(output), errors: textOf(errors) });
    });
  });
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error; // gone already
  }
}

function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}
