import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KeptProcess, keepRunning } from '../cli/keep-running.ts';
import { startProcess } from '../cli/managed-process.ts';
import type { CloudEndpoints } from './cloud-parts.ts';

/** Starts the local cloud in a process of its own, waits until it says where it listens, and keeps it running. */
export async function startCloudProcess(options: {
  readonly root: string;
  readonly home: string;
  readonly publicUrl: string;
  readonly tell: (line: string) => void;
}): Promise<{
  readonly process: KeptProcess;
  readonly endpoints: CloudEndpoints;
  stop(): Promise<void>;
}> {
  let ready: () => void = () => {};
  const isReady = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const start = () =>
    startProcess({
      name: 'local cloud',
      args: ['lib/embedded/cloud/main.ts'],
      env: { ...process.env, HOLDFAST_HOME: options.home, HOLDFAST_PUBLIC_URL: options.publicUrl },
      cwd: options.root,
      logFile: join(options.home, 'logs/cloud.log'),
      onLine: (line) => {
        if (line.includes('"ready":true')) ready();
      },
    });
  const cloud = keepRunning(start, options.tell);
  const failed = cloud.ended.then((why) => {
    throw new Error(`The local cloud did not start: ${why}`);
  });
  await Promise.race([isReady, failed]);
  failed.catch(() => {}); // from here on the supervisor watches `ended` itself
  const endpoints = rememberedEndpoints(options.home);
  if (endpoints === null) throw new Error('The local cloud did not say where it listens.');
  return { process: cloud, endpoints, stop: () => cloud.stop() };
}

/** Where the cloud of this data directory listened last, which it keeps to; null before its first start. */
export function rememberedEndpoints(home: string): CloudEndpoints | null {
  const file = join(home, 'cloud/endpoints.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as CloudEndpoints) : null;
}
