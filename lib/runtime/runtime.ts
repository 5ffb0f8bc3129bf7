import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { PgBoss } from 'pg-boss';
import { azureActivityLog } from '../adapters/azure/activity-log.ts';
import { azureControllerActs } from '../adapters/azure/controller-acts.ts';
import { managedIdentity } from '../adapters/azure/credential.ts';
import { azureTimeSource } from '../adapters/azure/date-header.ts';
import { azureDiskSnapshots } from '../adapters/azure/disk-snapshots.ts';
import { azureEvidenceLocker } from '../adapters/azure/evidence-locker.ts';
import { azureMachineDirectory } from '../adapters/azure/machine-directory.ts';
import { azurePersonScope } from '../adapters/azure/person-scope.ts';
import { graphIncidentSource } from '../adapters/graph/incident-source.ts';
import { graphPeopleDirectory } from '../adapters/graph/people-directory.ts';
import { systemClock } from '../adapters/node/clock.ts';
import { hostSynchronisation } from '../adapters/node/host-synchronisation.ts';
import { nodeOwnScripts } from '../adapters/node/own-scripts.ts';
import { processPackageReader } from '../adapters/node/package-reader.ts';
import { connectDatabase, type Database } from '../adapters/prisma/client.ts';
import { prismaCustodyRegister } from '../adapters/prisma/custody-register.ts';
import { databaseClockOffset } from '../adapters/prisma/database-clock.ts';
import { currentKeys, keysInForce, retirementOf } from '../ledger/keys-in-force.ts';
import { isSameLog } from '../ledger/log-epoch.ts';
import { encodeVerifierKey } from '../ledger/verifier-key.ts';
import type { CustodyRegister } from '../ports/custody-register.ts';
import type { PeopleDirectory } from '../ports/people-directory.ts';
import { openLedger } from '../procedures/ledger/open-ledger.ts';
import type { ProcedureContext } from '../procedures/procedure.ts';
import { watchClock } from './clock-watch.ts';
import { deviceHatches } from './device-hatches.ts';
import { env, type Settings } from './env.ts';
import { grantUseHatches } from './grant-use-hatches.ts';
import { createLogger, type Logger } from './logger.ts';
import { referenceHatch } from './reference-hatch.ts';
import { reportHatches } from './report-hatches.ts';
import { stagedHatch } from './staged-hatch.ts';
import { currentOrigin, epochsOf, readTrust, type Trust } from './trust.ts';
import { version } from './version.ts';

/** Everything a door needs: the settings, the database for queries, and the wired hatches for procedures. */
export interface Runtime {
  readonly settings: Settings;
  readonly db: Database;
  readonly jobs: PgBoss;
  readonly context: ProcedureContext;
  readonly people: PeopleDirectory;
  readonly logger: Logger;
  /** C2SP verifier keys of the ledger, those in force first; empty while no public key can be read. */
  verifierKeys(): Promise<readonly string[]>;
  /** The same, told apart. */
  ledgerKeys(): Promise<LedgerKeys>;
  /** The trust policy file as it stands (C2SP tlog-policy); null while it cannot be used. */
  trustPolicy(): Promise<string | null>;
  close(): Promise<void>;
}

/** vkey lines, Ed25519 before P-256. `upTo`: the size at which the key was retired; null: its epoch ended. */
export interface LedgerKeys {
  readonly current: readonly string[];
  readonly former: readonly { readonly vkey: string; readonly upTo: bigint | null }[];
}

// Next loads this module once per bundle; the pools must exist once per process.
const holder = globalThis as typeof globalThis & { holdfastRuntime?: Promise<Runtime> | undefined };

/** The runtime of this process, wired at first use. A failed wiring is not kept: the next call tries again. */
export function runtime(): Promise<Runtime> {
  holder.holdfastRuntime ??= wire(env()).catch((error: unknown) => {
    holder.holdfastRuntime = undefined;
    throw error;
  });
  return holder.holdfastRuntime;
}

async function wire(settings: Settings): Promise<Runtime> {
  const logger = createLogger('runtime');
  const hatches = azureHatches(settings); // before any connection: a failure here must leave none open
  const db = connectDatabase(settings.DATABASE_URL);
  const jobs = await connectJobs(settings.DATABASE_URL, logger);
  const tool = { version, commit: settings.HOLDFAST_COMMIT };
  const clock = watchClock({
    source: azureTimeSource({
      armEndpoint: settings.HOLDFAST_ARM_ENDPOINT,
      subscriptionId: settings.HOLDFAST_LOCKER_SUBSCRIPTION_ID,
    }),
    database: () => databaseClockOffset(db),
    host: hostSynchronisation,
    logger,
  });
  const register = prismaCustodyRegister({ db, tool, jobs, clock: clock.state });
  const disconnect = async () => {
    clock.stop();
    await jobs.stop({ graceful: false });
    await db.$disconnect();
  };
  await beginLedger(settings, register, logger).catch(async (error: unknown) => {
    await disconnect();
    throw error;
  });
  return {
    settings,
    db,
    jobs,
    logger,
    people: hatches.people,
    verifierKeys: async () => {
      const { current, former } = await logKeys(settings, logger);
      return [...current, ...former.map(({ vkey }) => vkey)];
    },
    ledgerKeys: () => logKeys(settings, logger),
    trustPolicy: async () => (await trust(settings, logger))?.text ?? null,
    context: {
      ...{ register, ...hatches, clock: systemClock(), ...policyAndPlace(settings) },
      devices: deviceHatches(settings, db),
      reports: reportHatches(settings, db),
      scripts: nodeOwnScripts(resolve('lib/device-scripts')),
      packages: processPackageReader(resolve('lib/package-reading/reading-process.ts')),
    },
    close: async () => {
      holder.holdfastRuntime = undefined;
      await disconnect();
    },
  };
}

/**
 * Before anything else can be recorded: the opening must be entry 0. A later epoch goes on with what is left of the one
 * before, so an empty database is not opened under its name. Throws then.
 */
async function beginLedger(settings: Settings, register: CustodyRegister, logger: Logger): Promise<void> {
  if (await register.look.hasBegun()) return;
  const policy = (await trust(settings, logger))?.policy ?? null;
  const [origin = settings.HOLDFAST_LEDGER_ORIGIN, next] =
    policy === null ? [] : epochsOf(policy, settings.HOLDFAST_LEDGER_ORIGIN);
  if (next !== undefined) {
    throw new Error(
      `This database is empty, and the trust policy knows the log ${origin} and its next epoch: put the ledger back ` +
        'first (holdfast recover --from-anchors --into-database).',
    );
  }
  const verifierKeys = policy === null ? [] : keysInForce(policy, origin, 0n).map(encodeVerifierKey);
  const begun = await openLedger(register, { origin, verifierKeys });
  if (begun) logger.info({ origin }, 'ledger opened');
}

/** The keys of the newest epoch that are in force, and those that are not. */
async function logKeys(settings: Settings, logger: Logger): Promise<LedgerKeys> {
  const policy = (await trust(settings, logger))?.policy;
  if (policy === undefined) return { current: [], former: [] };
  const origin = currentOrigin(policy, settings.HOLDFAST_LEDGER_ORIGIN);
  const current = currentKeys(policy, origin);
  const former = policy.logs
    .filter((key) => isSameLog(key.name, origin) && !current.includes(key))
    .map((key) => ({ vkey: encodeVerifierKey(key), upTo: retirementOf(policy, key) }));
  return { current: current.map(encodeVerifierKey), former };
}

// Read at every use, so that a policy put in place later is seen; it holds public keys only.
async function trust(settings: Settings, logger: Logger): Promise<Trust | null> {
  try {
    return await readTrust(settings);
  } catch (error) {
    logger.error({ err: error }, 'signatures of the ledger cannot be checked here');
    return null;
  }
}

/** A queue to send to: it owns no schema and works no job; the worker opens its own. */
async function connectJobs(connectionString: string, logger: Logger): Promise<PgBoss> {
  const jobs = new PgBoss({
    connectionString,
    schema: 'pgboss',
    migrate: false,
    supervise: false,
    schedule: false,
    max: 2,
  });
  jobs.on('error', (error) => logger.error({ err: error }, 'the job queue failed'));
  return await jobs.start();
}

/** Four identities, each with the least it needs: see the README for the roles. */
function azureHatches(settings: Settings) {
  const armEndpoint = settings.HOLDFAST_ARM_ENDPOINT;
  const reader = managedIdentity(settings.HOLDFAST_READER_CLIENT_ID);
  const acquirer = managedIdentity(settings.HOLDFAST_ACQUIRER_CLIENT_ID);
  return {
    machines: azureMachineDirectory({
      credential: reader,
      armEndpoint,
      tenantId: settings.HOLDFAST_TENANT_ID,
    }),
    scope: azurePersonScope({ credential: reader, armEndpoint }),
    activity: azureActivityLog({ credential: reader, armEndpoint }),
    incidents: graphIncidentSource({ credential: reader, graphEndpoint: settings.HOLDFAST_GRAPH_ENDPOINT }),
    people: graphPeopleDirectory({
      credential: reader,
      graphEndpoint: settings.HOLDFAST_GRAPH_ENDPOINT,
      clientId: settings.HOLDFAST_OIDC_CLIENT_ID,
    }),
    snapshots: azureDiskSnapshots({
      credential: acquirer,
      armEndpoint,
      destinations: settings.HOLDFAST_SNAPSHOT_RESOURCE_GROUPS,
    }),
    controllerActs: (token: string) =>
      azureControllerActs(
        {
          armEndpoint,
          subscriptionId: settings.HOLDFAST_LOCKER_SUBSCRIPTION_ID,
          resourceGroup: settings.HOLDFAST_LOCKER_RESOURCE_GROUP,
          account: settings.HOLDFAST_LOCKER_ACCOUNT,
        },
        token,
      ),
    locker: azureEvidenceLocker({
      blobCredential: managedIdentity(settings.HOLDFAST_LOCKER_CLIENT_ID),
      custodianCredential: managedIdentity(settings.HOLDFAST_CUSTODIAN_CLIENT_ID),
      armEndpoint,
      subscriptionId: settings.HOLDFAST_LOCKER_SUBSCRIPTION_ID,
      resourceGroup: settings.HOLDFAST_LOCKER_RESOURCE_GROUP,
      account: settings.HOLDFAST_LOCKER_ACCOUNT,
      blobEndpoint: settings.HOLDFAST_LOCKER_BLOB_ENDPOINT,
    }),
    ...grantUseHatches(settings),
    ...stagedHatch(settings),
    ...referenceHatch(settings),
  };
}

function policyAndPlace(settings: Settings): Pick<ProcedureContext, 'policy' | 'worker'> {
  return {
    // 8 TiB: the largest page blob Azure stores.
    policy: {
      retentionDays: settings.HOLDFAST_RETENTION_DAYS,
      maxDiskBytes: 8n * 1024n ** 4n,
      firstLockConfirmation: settings.HOLDFAST_FIRST_LOCK_CONFIRMATION,
      consoleExtensions: settings.HOLDFAST_CONSOLE_EXTENSIONS === 'on',
    },
    worker: { id: `${hostname()}-${process.pid}`, address: settings.HOLDFAST_WORKER_ADDRESS },
  };
}
