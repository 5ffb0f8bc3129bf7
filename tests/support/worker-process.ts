import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type ManagedProcess, startProcess } from '../../lib/cli/managed-process.ts';
import { embeddedSettings } from '../../lib/embedded/embedded-settings.ts';
import { writeTrustPolicy } from '../../lib/embedded/trust-policy-file.ts';
import type { AcquisitionHouse } from './acquisition-house.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A real worker process beside the house, as the supervisor starts it. */
export interface WorkerProcess {
  readonly process: ManagedProcess;
  readonly lines: readonly string[]; // of its log, as it grows
  signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void;
  stop(): Promise<void>;
}

/** Starts a worker and waits until it says that it is ready. `settings` replace those of the house. */
export async function startWorker(
  house: AcquisitionHouse,
  name: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<WorkerProcess> {
  const { cloud, database } = house;
  const env = await embeddedSettings({
    root,
    home: cloud.home,
    port: 3000,
    postgres: { appUrl: database.appUrl, sequencerUrl: database.sequencerUrl },
    endpoints: cloud.endpoints,
    trustPolicyFile: writeTrustPolicy(cloud.home, {
      logVkeys: cloud.endpoints.ledger.verifierKeys,
      witness: null,
    }),
  });
  const lines: string[] = [];
  const process = startProcess({
    name,
    args: ['lib/worker/main.ts'],
    env: { ...env, HOLDFAST_RETENTION_DAYS: String(house.context.policy.retentionDays), ...settings },
    cwd: root,
    logFile: join(cloud.home, 'logs', `${name}.log`),
    onLine: (line) => lines.push(line),
  });
  await until(`${name} is ready`, () => lines.some((line) => line.includes('worker ready')));
  return {
    process,
    lines,
    signal: (signal) => void process.child.kill(signal),
    stop: () => process.stop(15_000),
  };
}

/** Waits until `holds`, for at most 90 seconds. Throws the words of what did not come true. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`It did not come true that ${what}.`);
    await sleep(100);
  }
}
