import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ManagedProcess, startProcess } from '../cli/managed-process.ts';
import type { CloudEndpoints } from './cloud-parts.ts';

/** Starts the local cloud in a process of its own and waits until it says where it listens. */
export async function startCloudProcess(options: {
  readonly root: string;
  readonly home: string;
  readonly publicUrl: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}): Promise<{ readonly process: ManagedProcess; readonly endpoints: CloudEndpoints }> {
  let ready: () => void = () => {};
  const isReady = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const cloud = startProcess({
    name: 'local cloud',
    args: ['lib/embedded/cloud/main.ts'],
    env: {
      ...process.env,
      ...options.env,
      HOLDFAST_HOME: options.home,
      HOLDFAST_PUBLIC_URL: options.publicUrl,
    },
    cwd: options.root,
    logFile: join(options.home, 'logs/cloud.log'),
    onLine: (line) => {
      if (line.includes('"ready":true')) ready();
    },
  });
  const failed = cloud.ended.then((why) => {
    throw new Error(`The local cloud did not start: ${why}`);
  });
  await Promise.race([isReady, failed]);
  failed.catch(() => {}); // from here on the supervisor watches `ended` itself
  const endpoints = JSON.parse(
    readFileSync(join(options.home, 'cloud/endpoints.json'), 'utf8'),
  ) as CloudEndpoints;
  return { process: cloud, endpoints };
}
