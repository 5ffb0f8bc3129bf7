import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const endWithParent = fileURLToPath(new URL('end-with-parent.mjs', import.meta.url));

const logPauseMs = 60_000;

export interface ManagedProcess {
  readonly name: string;
  readonly child: ChildProcess;
  /** Resolves with the exit code or signal when the process ends. */
  readonly ended: Promise<string>;
  /** Asks it to stop, waits up to `graceMs`, then kills it. */
  stop(graceMs?: number): Promise<void>;
}

interface ProcessOptions {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly logFile: string;
  readonly onLine?: (line: string) => void;
}

/**
 * Starts a Node program of ours with its output in a log file; it ends when this process ends, however that comes.
 * `onLine` sees each line of its standard output.
 */
export function startProcess(options: ProcessOptions): ManagedProcess {
  const args = ['--import', endWithParent, ...options.args];
  return startProgram({ ...options, command: process.execPath, args, stopSignal: 'SIGTERM' });
}

/**
 * Starts any program with its output in a log file. The last lines of standard error are kept, so that a failed
 * start can say why.
 */
export function startProgram(
  options: ProcessOptions & {
    readonly command: string;
    readonly ids?: { readonly uid?: number; readonly gid?: number };
    readonly stopSignal: 'SIGTERM' | 'SIGINT';
  },
): ManagedProcess {
  const log = openLog(options.logFile);
  // Its own process group: Ctrl+C reaches only the supervisor, which then stops the parts in order.
  const child = spawn(options.command, [...options.args], {
    ...options.ids,
    cwd: options.cwd,
    env: options.env as NodeJS.ProcessEnv,
    stdio: ['pipe', 'pipe', 'pipe'], // standard input carries nothing: it tells that this process is there
    detached: true,
  });
  child.stdin.on('error', () => {}); // a part that has ended needs no telling
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
  return {
    name: options.name,
    child,
    ended,
    stop: (graceMs = 10_000) => stop(child, ended, options.stopSignal, graceMs),
  };
}

interface Log {
  write(line: string): void;
  end(): void;
}

/** A log that outlives a full disk: what cannot be written is lost, and a minute later it tries again. */
function openLog(file: string): Log {
  mkdirSync(dirname(file), { recursive: true });
  const open = () => {
    const stream = createWriteStream(file, { flags: 'a', mode: 0o600 });
    stream.on('error', (error) => {
      process.stderr.write(`The log ${file} cannot be written now: ${error.message}\n`);
      setTimeout(() => {
        if (!ended) current = open();
      }, logPauseMs).unref();
    });
    return stream;
  };
  let ended = false;
  let current = open();
  return {
    write: (line) => {
      if (current.writable) current.write(line);
    },
    end: () => {
      ended = true;
      current.end();
    },
  };
}

async function stop(
  child: ChildProcess,
  ended: Promise<string>,
  signal: 'SIGTERM' | 'SIGINT',
  graceMs: number,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
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
