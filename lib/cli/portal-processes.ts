import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type KeptProcess, keepRunning } from './keep-running.ts';
import { startProcess } from './managed-process.ts';
import { workerFlags } from './worker-flags.ts';

export interface PortalProcesses {
  readonly processes: readonly KeptProcess[];
  /** Resolves with one line when the first of them cannot be kept running. */
  readonly firstEnd: Promise<string>;
  stop(): Promise<void>;
}

export interface PortalOptions {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly host: string;
  readonly port: number;
  readonly logs: string;
  readonly dev: boolean;
}

/**
 * Starts the worker and the portal with these settings, and starts again whichever dies. Both embedded and
 * production mode come through here.
 */
export function startPortalProcesses(options: PortalOptions): PortalProcesses {
  const worker = startWorker(options);
  const portal = startPortal(options);
  return {
    processes: [worker, portal],
    firstEnd: firstEnd([worker, portal]),
    stop: async () => {
      await portal.stop();
      await worker.stop();
    },
  };
}

/** The portal alone. It answers pages that need a part which does not work yet with an error page. */
export function startPortal(options: PortalOptions): KeptProcess {
  const next = ['node_modules/next/dist/bin/next', options.dev ? 'dev' : 'start'];
  const kept = keep('portal', [...next, '-H', options.host, '-p', String(options.port)], options);
  return { ...kept, stop: (graceMs = 5_000) => kept.stop(graceMs) };
}

/** The worker alone. `ready` resolves when it takes jobs for the first time. */
export function startWorker(options: PortalOptions): KeptProcess & { readonly ready: Promise<void> } {
  const ready = Promise.withResolvers<void>();
  const kept = keep('worker', [...workerFlags, 'lib/worker/main.ts'], options, (line) => {
    if (line.includes('"msg":"worker ready"')) ready.resolve();
  });
  return { ...kept, ready: ready.promise, stop: (graceMs = 15_000) => kept.stop(graceMs) };
}

function keep(
  name: string,
  args: readonly string[],
  { env, root, logs }: PortalOptions,
  onLine: (line: string) => void = () => {},
): KeptProcess {
  return keepRunning(
    () => startProcess({ name, args, env, cwd: root, logFile: `${logs}/${name}.log`, onLine }),
    (line) => process.stderr.write(`${line}\n`),
  );
}

const silenceMs = 90_000; // a busy machine takes its time

type Watched = Pick<KeptProcess, 'name' | 'ended'>;

/** Which of them ends first, and why, in one line with its last words below. */
export function firstEnd(processes: readonly Watched[]): Promise<string> {
  return Promise.race(processes.map(async (one) => `The ${one.name} stopped: ${await one.ended}`));
}

/**
 * Waits until every part works, for at most `patienceMs`. Out: null, or in words which parts do not work by then.
 * Throws one line if a process ends before, or the portal gives no answer at all for 90 seconds.
 */
export async function untilHealthy(
  portalUrl: string,
  processes: readonly Watched[],
  patienceMs: number,
): Promise<string | null> {
  const began = Date.now();
  let ended: string | undefined;
  firstEnd(processes).then((line) => {
    ended = line;
  });
  for (;;) {
    const state = await healthOf(`${portalUrl}/api/health`);
    if (ended !== undefined) throw new Error(ended);
    if (state === 'healthy') return null;
    const waited = Date.now() - began;
    if (state !== 'silent' && waited > patienceMs) return state.down;
    if (state === 'silent' && waited > silenceMs)
      throw new Error(`The portal gave no answer for ${silenceMs / 1000} s.`);
    await sleep(state === 'silent' ? 25 : 100);
  }
}

const part = z.enum(['up', 'down', 'unknown']);
const healthPage = z.object({ database: part, worker: part, locker: part });

async function healthOf(url: string): Promise<'healthy' | 'silent' | { readonly down: string }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    if (response.ok) return 'healthy';
    const parts = healthPage.parse(await response.json());
    const words = Object.entries(parts).filter(([, state]) => state !== 'up');
    return { down: words.map(([name, state]) => `${name} ${state}`).join(', ') };
  } catch {
    return 'silent'; // it does not listen yet, or answers with an error page
  }
}
