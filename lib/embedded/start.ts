import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type PortalProcesses, startPortalProcesses, waitUntilHealthy } from '../cli/portal-processes.ts';
import { startCloudProcess } from './cloud-process.ts';
import { embeddedSettings, refuseProductionSettings } from './embedded-settings.ts';
import { takeHomeLock } from './home-lock.ts';
import { requireFreePort } from './port.ts';
import { startEmbeddedPostgres } from './postgres/start-embedded-postgres.ts';
import { writeRunFile } from './run-file.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const port = Number(process.env.PORT ?? '3000');
const home = resolve(process.env.HOLDFAST_HOME ?? '.holdfast');
const dev = process.argv.includes('--dev');

/** Embedded mode: database, local cloud, worker and portal on this machine alone; Ctrl+C stops them all. */
async function start(): Promise<void> {
  refuseProductionSettings(process.env);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const unlock = takeHomeLock(home);
  await requireFreePort(port);
  const stops: (() => Promise<void> | void)[] = [unlock];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  let stopping = false;
  const onSignal = async () => {
    if (stopping) return;
    stopping = true;
    process.stdout.write('\nStopping …\n');
    await stopAll();
    process.exit(0);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    process.stdout.write('Starting the database and the local cloud …\n');
    const [postgres, cloud] = await Promise.all([
      startEmbeddedPostgres(home).then((one) => {
        stops.push(() => one.stop());
        return one;
      }),
      startCloudProcess({ root, home, publicUrl: `http://127.0.0.1:${port}` }).then((one) => {
        stops.push(() => one.process.stop());
        return one;
      }),
    ]);
    const env = await embeddedSettings({ root, home, port, postgres, endpoints: cloud.endpoints });
    process.stdout.write('Starting the worker and the portal …\n');
    const portal = startPortalProcesses({ root, env, host: '127.0.0.1', port, logs: `${home}/logs`, dev });
    stops.push(() => portal.stop());
    const url = `http://127.0.0.1:${port}`;
    await waitUntilHealthy(`${url}/api/health`, [...portal.processes, cloud.process], 90_000);
    writeRunFile(home, { url, endpoints: cloud.endpoints });
    announce(url);
    await firstToEnd(portal, cloud.process.ended, () => stopping);
  } catch (error) {
    await stopAll();
    throw error;
  }
}

function announce(url: string): void {
  process.stdout.write(
    `\nHoldfast is ready: ${url}\n\n` +
      'Demo accounts of the embedded tenant (@holdfast.example, no password):\n' +
      '  analyst                     opens incidents, acquires disks\n' +
      '  responder                   the same, with device rights\n' +
      '  lead-1, lead-2              see everything, decide on access\n' +
      '  auditor                     reads every timeline, changes nothing\n' +
      '  controller-1, controller-2  guard the controls\n' +
      '  investigator                sees only what was granted\n\n' +
      'Ctrl+C stops everything. Data stays in the data directory.\n',
  );
}

async function firstToEnd(
  portal: PortalProcesses,
  cloudEnded: Promise<string>,
  stopping: () => boolean,
): Promise<void> {
  const first = await Promise.race([
    ...portal.processes.map(async (one) => `${one.name} stopped: ${await one.ended}`),
    cloudEnded.then((why) => `local cloud stopped: ${why}`),
  ]);
  if (stopping()) return await new Promise(() => {}); // the signal handler ends the process
  throw new Error(first);
}

start().catch((error: unknown) => {
  process.stderr.write(`holdfast: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
