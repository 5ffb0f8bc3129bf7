import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { shellSettings } from '../runtime/env.ts';

const script = fileURLToPath(new URL('../embedded/beside.ts', import.meta.url));

/**
 * For verbs that need what the worker needs. Where the settings of a worker are, runs `work` here; otherwise runs the
 * same verb again with those of the `npm start` in $HOLDFAST_HOME. Out: the exit code.
 */
export async function besideWorker(
  verb: string,
  args: readonly string[],
  work: () => Promise<number>,
): Promise<number> {
  if (shellSettings().HOLDFAST_PUBLIC_URL !== undefined) return await work();
  const child = spawn(process.execPath, [script, 'main.ts', verb, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
