import { setTimeout as sleep } from 'node:timers/promises';
import { type ManagedProcess, startProcess } from './managed-process.ts';

export interface PortalProcesses {
  readonly processes: readonly ManagedProcess[];
  stop(): Promise<void>;
}

/** Starts the worker and the portal with these settings. Both embedded and production mode come through here. */
export function startPortalProcesses(options: {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly host: string;
  readonly port: number;
  readonly logs: string;
  readonly dev: boolean;
}): PortalProcesses {
  const worker = startProcess({
    name: 'worker',
    args: ['lib/worker/main.ts'],
    env: options.env,
    cwd: options.root,
    logFile: `${options.logs}/worker.log`,
  });
  const portal = startProcess({
    name: 'portal',
    args: [
      'node_modules/next/dist/bin/next',
      options.dev ? 'dev' : 'start',
      '-H',
      options.host,
      '-p',
      String(options.port),
    ],
    env: options.env,
    cwd: options.root,
    logFile: `${options.logs}/portal.log`,
  });
  return {
    processes: [worker, portal],
    stop: async () => {
      await portal.stop(5_000);
      await worker.stop(15_000);
    },
  };
}

/** Waits until the health page answers 200, or a process ends. Throws one line that says which and why. */
export async function waitUntilHealthy(
  url: string,
  processes: readonly ManagedProcess[],
  timeoutMs: number,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let last = 'no answer';
  const ended = Promise.race(processes.map(async (one) => `${one.name} stopped: ${await one.ended}`));
  while (Date.now() < deadline) {
    const state = await Promise.race([ended, probe(url)]);
    if (state === null) return;
    if (state.includes(' stopped: ')) throw new Error(state);
    last = state;
    await sleep(150);
  }
  throw new Error(`The portal did not become healthy in ${Math.round(timeoutMs / 1000)} s: ${last}`);
}

async function probe(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3_000) });
    if (response.ok) return null;
    return `${response.status} ${(await response.text()).slice(0, 300)}`;
  } catch (error) {
    return error instanceof Error ? error.message : 'no answer';
  }
}
