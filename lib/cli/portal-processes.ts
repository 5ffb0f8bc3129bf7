import { setTimeout as sleep } from 'node:timers/promises';
import { type KeptProcess, keepRunning } from './keep-running.ts';
import { startProcess } from './managed-process.ts';

export interface PortalProcesses {
  readonly processes: readonly KeptProcess[];
  stop(): Promise<void>;
}

/**
 * Starts the worker and the portal with these settings, and starts again whichever dies. Both embedded and
 * production mode come through here.
 */
export function startPortalProcesses(options: {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly host: string;
  readonly port: number;
  readonly logs: string;
  readonly dev: boolean;
}): PortalProcesses {
  const keep = (name: string, args: readonly string[]) =>
    keepRunning(
      () =>
        startProcess({
          name,
          args,
          env: options.env,
          cwd: options.root,
          logFile: `${options.logs}/${name}.log`,
        }),
      (line) => process.stderr.write(`${line}\n`),
    );
  const next = ['node_modules/next/dist/bin/next', options.dev ? 'dev' : 'start'];
  const worker = keep('worker', ['lib/worker/main.ts']);
  const portal = keep('portal', [...next, '-H', options.host, '-p', String(options.port)]);
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
  processes: readonly Pick<KeptProcess, 'name' | 'ended'>[],
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
