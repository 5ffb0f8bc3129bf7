import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { type KeptProcess, keepRunning } from '../../cli/keep-running.ts';
import { type ManagedProcess, startProgram } from '../../cli/managed-process.ts';
import { lastWords } from './last-words.ts';
import { clearLeftServer } from './left-server.ts';
import type { ServerFiles } from './server-files.ts';
import type { ServerPrograms } from './server-programs.ts';

const patienceMs = 60_000;

/**
 * Runs the server as a child of this process and starts it again when it dies. Resolves when it answers; throws
 * one line with its last words if it does not start.
 */
export async function runServer(options: {
  readonly files: ServerFiles;
  readonly programs: ServerPrograms;
  readonly port: number;
  readonly maintenanceUrl: string;
  readonly tell: (line: string) => void;
}): Promise<KeptProcess> {
  const { files, programs, port, tell } = options;
  const server = keepRunning(
    () => startServer(files, programs, port),
    tell,
    () => clearLeftServer(files, programs),
  );
  try {
    await untilItAnswers(options.maintenanceUrl, server.ended);
    return { ...server, ended: server.ended.then((why) => lastWords(why)) };
  } catch (error) {
    await server.stop(patienceMs);
    const words = lastWords(error instanceof Error ? error.message : String(error));
    throw new Error(`The embedded database did not start: ${words} Its log is ${files.log}`, {
      cause: error,
    });
  }
}

function startServer(files: ServerFiles, programs: ServerPrograms, port: number): ManagedProcess {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
  const server = startProgram({
    ...programs.server([
      '-D',
      files.data,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ]),
    name: 'database',
    cwd: '/',
    logFile: files.log,
    stopSignal: 'SIGINT', // a fast shutdown; SIGTERM would wait for every client to leave
  });
  endWithThisProcess(server);
  return server;
}

/**
 * PostgreSQL does not notice that its supervisor was killed. A shell does, by the pipe that closes, and stops the
 * server in order. Where there is no shell the next start stops the server that was left.
 */
function endWithThisProcess(server: ManagedProcess): void {
  const { pid } = server.child;
  if (pid === undefined) return;
  const guard = spawn('/bin/sh', ['-c', 'read -r line; kill -INT "$0"', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.on('error', () => {}); // no such shell here
  guard.stdin.on('error', () => {}); // it ended with its server
  server.ended.then(() => guard.kill());
}

async function untilItAnswers(url: string, ended: Promise<string>): Promise<void> {
  const deadline = Date.now() + patienceMs;
  let gone: string | undefined;
  ended.then((why) => {
    gone = why;
  });
  for (;;) {
    const problem = await connectOnce(url);
    if (problem === null) return;
    if (gone !== undefined) throw new Error(gone, { cause: problem });
    if (Date.now() > deadline || refusesThePassword(problem)) throw problem;
    await sleep(20);
  }
}

function refusesThePassword(problem: Error): boolean {
  return 'code' in problem && problem.code === '28P01'; // waiting does not help
}

async function connectOnce(url: string): Promise<Error | null> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    await client.end();
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
