import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ServerFiles } from './server-files.ts';
import type { ServerPrograms } from './server-programs.ts';

const patienceMs = 20_000;

/**
 * Clears what an earlier start left behind: a server that outlived its supervisor is stopped, and the
 * postmaster.pid of one that was killed is removed. PostgreSQL alone cannot tell a zombie or a stranger with the
 * same number (after a container's restart) from a server that runs.
 */
export async function clearLeftServer(files: ServerFiles, programs: ServerPrograms): Promise<void> {
  const pidFile = join(files.data, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const processes = processesIn(files.data);
  if (processes === null || processes.includes(Number(readFileSync(pidFile, 'utf8').split('\n')[0]))) {
    await stopIfRunning(files, programs);
    return;
  }
  await allGone(files.data);
  rmSync(pidFile, { force: true });
}

/** A fast stop; no error if the server is gone already. */
export async function stopIfRunning(files: ServerFiles, programs: ServerPrograms): Promise<void> {
  try {
    await programs.pgCtl(['-D', files.data, '-m', 'fast', '-w', '-t', '60', 'stop']);
  } catch (error) {
    const runs = await programs.pgCtl(['-D', files.data, 'status']).then(
      () => processesIn(files.data)?.length !== 0,
      () => false, // "no server running" is what we want
    );
    if (runs) throw new Error(`The embedded database in ${files.data} does not stop.`, { cause: error });
  }
}

/** Back-ends of a killed server may still write for a moment; starting beside them could harm the data. */
async function allGone(data: string): Promise<void> {
  const until = Date.now() + patienceMs;
  while (processesIn(data)?.length !== 0) {
    if (Date.now() > until)
      throw new Error(`Processes of an earlier database still work in ${data}; end them first.`);
    await wait(100);
  }
}

/** Ids of live processes that work in the data directory, as every server process does; null where there is no /proc. */
function processesIn(data: string): number[] | null {
  if (!existsSync('/proc/self/cwd')) return null;
  const folder = realpathSync(data);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && workingDirectory(name) === folder)
    .map(Number);
}

function workingDirectory(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null; // ended meanwhile, a zombie, or another account's: none of them is our server
  }
}
