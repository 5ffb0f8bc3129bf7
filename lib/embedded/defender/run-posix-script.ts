import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FixtureDevice } from './device.ts';
import type { DeviceTrees } from './device-tree.ts';
import { confinement } from './script-confinement.ts';
import type { ScriptEnd } from './script-end.ts';

const mostOutputBytes = 16 * 1024 * 1024;

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
 * work folder is the current one, programs that tell of a machine tell of the device. Ends with the signal.
 */
export async function runPosixScript(run: ScriptRun): Promise<ScriptEnd> {
  const { trees, device } = run;
  const work = trees.workFolderOf(device);
  const current = await trees.find(device, work);
  if (current === null) throw new Error(`${device.name} has no work folder.`);
  const folder = dirname(trees.rootOf(device));
  const scripts = await mkdtemp(join(folder, 'script-'));
  try {
    await writeFile(join(scripts, run.name), run.script, { mode: 0o700 });
    const { words, deviceFolder } = confinement(folder, work);
    const file = join(deviceFolder, basename(scripts), run.name);
    const [program = '', ...rest] = [...words, interpreterOf(run.script), file, ...wordsOf(run.args)];
    const child = spawn(program, rest, {
      cwd: current,
      detached: true, // a group of its own, so that what it starts ends with it
      env: {
        NODE_ENV: 'production', // says nothing to a shell; its type is wanted here
        PATH: `${join(deviceFolder, 'bin')}:/usr/sbin:/usr/bin:/sbin:/bin`,
        HOME: '/root',
        LANG: 'C.UTF-8',
        TZ: 'UTC',
        HF_ROOT: join(deviceFolder, 'root'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return await endOf(child, run.signal);
  } finally {
    await rm(scripts, { recursive: true, force: true });
  }
}

function interpreterOf(script: Buffer): string {
  return /^#!.*\bbash\b/.test(script.toString('utf8', 0, 80)) ? '/bin/bash' : '/bin/sh';
}

/** Words apart at blanks, except within double quotes; no shell reads them. */
function wordsOf(args: string): readonly string[] {
  return Array.from(args.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, plain]) => quoted ?? plain ?? '');
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
