import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

export interface ManagedProcess {
  readonly name: string;
  readonly child: ChildProcess;
  /** Resolves with the exit code or signal when the process ends. */
  readonly ended: Promise<string>;
  /** Asks it to stop, waits up to `graceMs`, then kills it. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Starts a Node program of ours with its output in a log file. `onLine` sees each line of its standard output.
 * The last lines of standard error are kept, so that a failed start can say why.
 */
export function startProcess(options: {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly logFile: string;
  readonly onLine?: (line: string) => void;
}): ManagedProcess {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 });
  // Its own process group: Ctrl+C reaches only the supervisor, which then stops the parts in order.
  const child = spawn(process.execPath, [...options.args], {
    cwd: options.cwd,
    env: options.env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const lastErrors: string[] = [];
  splitLines(child.stdout, (line) => {
    log.write(`${line}\n`);
    options.onLine?.(line);
  });
  splitLines(child.stderr, (line) => {
    log.write(`${line}\n`);
    lastErrors.push(line);
    if (lastErrors.length > 12) lastErrors.shift();
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => {
      log.end();
      const why = signal ?? `exit code ${code ?? 'unknown'}`;
      resolve(lastErrors.length === 0 ? why : `${why}\n${lastErrors.join('\n')}`);
    });
  });
  return { name: options.name, child, ended, stop: (graceMs = 10_000) => stop(child, ended, graceMs) };
}

async function stop(child: ChildProcess, ended: Promise<string>, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => killGroup(child), graceMs);
  await ended;
  clearTimeout(timer);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL'); // the group is already gone, or groups do not exist here
  }
}

function splitLines(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
  let rest = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  stream?.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}
