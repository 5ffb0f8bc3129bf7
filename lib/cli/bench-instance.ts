import { createServer } from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProcess } from './managed-process.ts';

/** A whole Holdfast of the benchmark's own, in a data directory of its own. */
export interface BenchInstance {
  readonly secondsToFirstPage: number; // from starting the process to the sign-in page's 200
  readonly secondsToReady: number; // until it says that every part works and the worker takes jobs
  stop(): Promise<void>;
}

const patienceMs = 120_000;
/** Longer than its parts take even on a busy machine: killed before its time, it would leave them behind. */
const stopGraceMs = 90_000;

/** Starts the built product as `npm start` does. Throws what it said if it ends before the first page. */
export async function startInstance(root: string, home: string): Promise<BenchInstance> {
  const port = await freePort();
  const began = performance.now();
  const ready = Promise.withResolvers<number>();
  const product = startProcess({
    name: 'Holdfast',
    args: ['lib/embedded/start.ts'],
    env: { ...process.env, HOLDFAST_HOME: home, PORT: String(port) },
    cwd: root,
    logFile: join(home, 'logs/bench.log'),
    onLine: (line) => {
      if (line.startsWith('Holdfast is ready')) ready.resolve((performance.now() - began) / 1000);
    },
  });
  let ended: string | null = null;
  product.ended.then((why) => {
    ended = why;
  });
  while (!(await answers(`http://127.0.0.1:${port}/sign-in`))) {
    if (ended !== null) throw new Error(`Holdfast did not start: ${ended}`);
    if (performance.now() - began > patienceMs) {
      await product.stop(stopGraceMs);
      throw new Error('Holdfast showed no page within two minutes.');
    }
    await sleep(20);
  }
  const secondsToFirstPage = (performance.now() - began) / 1000;
  const secondsToReady = await Promise.race([ready.promise, product.ended]);
  if (typeof secondsToReady === 'string') throw new Error(`Holdfast did not start: ${secondsToReady}`);
  return { secondsToFirstPage, secondsToReady, stop: () => product.stop(stopGraceMs) };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false; // nothing listens yet
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
