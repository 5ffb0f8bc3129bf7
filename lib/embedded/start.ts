import { fileURLToPath } from 'node:url';
import { dataDirectory } from '../cli/data-directory.ts';
import { freePort } from '../cli/free-port.ts';
import { firstEnd, startPortalProcesses, untilHealthy } from '../cli/portal-processes.ts';
import { stopWhenAsked } from '../cli/stop-when-asked.ts';
import { startCloudProcess } from './cloud-process.ts';
import { embeddedSettings, refuseUnfitSettings } from './embedded-settings.ts';
import { takeHomeLock } from './home-lock.ts';
import { ledgerIdentity } from './ledger-identity.ts';
import { startEmbeddedPostgres } from './postgres/start-embedded-postgres.ts';
import { writeRunFile } from './run-file.ts';
import { writeTrustPolicy } from './trust-policy-file.ts';
import { startWitnessProcess } from './witness-process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dev = process.argv.includes('--dev');
const patienceMs = 90_000;

/** Embedded mode: database, local cloud, worker and portal on this machine alone; Ctrl+C stops them all. */
async function start(): Promise<void> {
  refuseUnfitSettings(process.env);
  const home = dataDirectory(process.env.HOLDFAST_HOME);
  const port = await freePort(process.env.PORT, '127.0.0.1');
  const url = `http://127.0.0.1:${port}`;
  const stops: (() => Promise<void> | void)[] = [takeHomeLock(home)];
  const asked = stopWhenAsked(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });
  const started = <P extends { stop(): Promise<void> }>(part: P): P => {
    stops.push(() => part.stop());
    return part;
  };
  try {
    process.stdout.write('Starting the database and the local cloud …\n');
    const logVkeys = [(await ledgerIdentity(home)).vkey];
    const [witness, postgres, cloud] = await Promise.all([
      startWitnessProcess({ root, home, logVkeys, tell }).then(started),
      startEmbeddedPostgres(home, tell).then(started),
      startCloudProcess({ root, home, publicUrl: url, tell }).then(started),
    ]);
    const { endpoints } = cloud;
    const trustPolicyFile = writeTrustPolicy(home, { logVkeys, witness });
    const env = await embeddedSettings({ root, home, port, postgres, endpoints, trustPolicyFile });
    process.stdout.write('Starting the worker and the portal …\n');
    const portal = started(
      startPortalProcesses({ root, env, host: '127.0.0.1', port, logs: `${home}/logs`, dev }),
    );
    const parts = [postgres.server, cloud.process, ...portal.processes];
    const down = await untilHealthy(url, parts, patienceMs);
    if (down !== null) throw new Error(`Not everything works: ${down}. The reasons are in ${home}/logs.`);
    writeRunFile(home, { url, endpoints });
    announce(url);
    throw new Error(await firstEnd(parts));
  } catch (error) {
    await asked.stopNow();
    throw error;
  }
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
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

start().catch((error: unknown) => {
  process.stderr.write(`holdfast: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
