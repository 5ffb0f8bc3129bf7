import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { dataDirectory } from '../cli/data-directory.ts';
import { freePort } from '../cli/free-port.ts';
import type { KeptProcess } from '../cli/keep-running.ts';
import {
  firstEnd,
  type PortalOptions,
  startPortal,
  startWorker,
  untilHealthy,
} from '../cli/portal-processes.ts';
import { stopWhenAsked } from '../cli/stop-when-asked.ts';
import type { CloudEndpoints } from './cloud-parts.ts';
import { rememberedEndpoints, startCloudProcess } from './cloud-process.ts';
import { embeddedSettings, refuseUnfitSettings } from './embedded-settings.ts';
import { takeHomeLock } from './home-lock.ts';
import type { DatabaseUrls } from './postgres/database-urls.ts';
import { rememberedPostgres } from './postgres/remembered-postgres.ts';
import { startEmbeddedPostgres } from './postgres/start-embedded-postgres.ts';
import { writeRunFile } from './run-file.ts';
import { trustPolicyFileOf, writeTrustPolicy } from './trust-policy-file.ts';
import { type EmbeddedWitness, startWitnessProcess } from './witness-process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dev = process.argv.includes('--dev');
const patienceMs = 90_000;

interface Place {
  readonly home: string;
  readonly port: number;
  readonly url: string;
}

/** What runs, in the order in which it is stopped. */
interface Parts {
  portal?: KeptProcess;
  worker?: KeptProcess;
  witness?: EmbeddedWitness & { stop(): Promise<void> };
  cloud?: { stop(): Promise<void> };
  postgres?: { stop(): Promise<void> };
}

/** Embedded mode: database, local cloud, worker and portal on this machine alone; Ctrl+C stops them all. */
async function start(): Promise<void> {
  refuseUnfitSettings(process.env);
  const home = dataDirectory(process.env.HOLDFAST_HOME);
  const port = await freePort(process.env.PORT, '127.0.0.1');
  const unlock = takeHomeLock(home);
  const parts: Parts = {};
  const asked = stopWhenAsked(async () => {
    await parts.portal?.stop();
    await parts.worker?.stop();
    await parts.witness?.stop();
    await parts.cloud?.stop();
    await parts.postgres?.stop();
    unlock();
  });
  try {
    await startParts({ home, port, url: `http://127.0.0.1:${port}` }, parts);
  } catch (error) {
    await asked.stopNow();
    throw error;
  }
}

/** Never returns: throws one line when a part does not start, or cannot be kept running. */
async function startParts(place: Place, parts: Parts): Promise<never> {
  const { home, url } = place;
  process.stdout.write('Starting the database, the local cloud, the worker and the portal …\n');
  const early = await rememberedOptions(place);
  if (early !== null) parts.portal = startPortal(early); // loads while the rest starts
  const [postgres, cloud] = await Promise.all([
    startEmbeddedPostgres(home, tell).then((one) => {
      parts.postgres = one;
      return one;
    }),
    startCloudProcess({ root, home, publicUrl: url, tell }).then((one) => {
      parts.cloud = one;
      return one;
    }),
  ]);
  const { endpoints } = cloud;
  const logVkeys = endpoints.ledger.verifierKeys;
  const policyWith = (witness: EmbeddedWitness) => writeTrustPolicy(home, { logVkeys, witness });
  parts.witness = await startWitnessProcess({ root, home, policyWith, tell });
  const options = await portalOptions(place, postgres, endpoints);
  const worker = startWorker(options);
  parts.worker = worker;
  const portal = await portalWith(options, early, parts);
  const kept = [postgres.server, cloud.process, worker, portal];
  await Promise.race([worker.ready, firstEnd(kept)]);
  const down = await untilHealthy(url, kept, patienceMs);
  if (down !== null) throw new Error(`Not everything works: ${down}. The reasons are in ${home}/logs.`);
  writeRunFile(home, { url, endpoints });
  announce(url);
  throw new Error(await firstEnd(kept));
}

/**
 * What the portal was given last time: it still holds, unless a port was taken or a file changed since. Null when
 * that cannot be told, as after an update that needs more; what is really wrong, the start in order will say.
 */
async function rememberedOptions(place: Place): Promise<PortalOptions | null> {
  try {
    const postgres = rememberedPostgres(place.home);
    const endpoints = rememberedEndpoints(place.home);
    return postgres === null || endpoints === null ? null : await portalOptions(place, postgres, endpoints);
  } catch {
    return null;
  }
}

async function portalOptions(
  { home, port }: Place,
  postgres: DatabaseUrls,
  endpoints: CloudEndpoints,
): Promise<PortalOptions> {
  const trustPolicyFile = trustPolicyFileOf(home);
  const env = await embeddedSettings({ root, home, port, postgres, endpoints, trustPolicyFile });
  return { root, env, host: '127.0.0.1', port, logs: `${home}/logs`, dev };
}

/** The portal that runs already if it was given these very settings, otherwise a new one in its place. */
async function portalWith(
  options: PortalOptions,
  early: PortalOptions | null,
  parts: Parts,
): Promise<KeptProcess> {
  if (parts.portal !== undefined && isDeepStrictEqual(early, options)) return parts.portal;
  await parts.portal?.stop();
  parts.portal = startPortal(options);
  return parts.portal;
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
