import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { azureActivityLog } from '../../lib/adapters/azure/activity-log.ts';
import { azureControllerActs } from '../../lib/adapters/azure/controller-acts.ts';
import { managedIdentity } from '../../lib/adapters/azure/credential.ts';
import { azureDiskSnapshots } from '../../lib/adapters/azure/disk-snapshots.ts';
import { azureEvidenceLocker } from '../../lib/adapters/azure/evidence-locker.ts';
import { azureMachineDirectory } from '../../lib/adapters/azure/machine-directory.ts';
import { azurePersonScope } from '../../lib/adapters/azure/person-scope.ts';
import { azureStagedSources } from '../../lib/adapters/azure/staged-sources.ts';
import { countingThrottles } from '../../lib/adapters/azure/throttle-meter.ts';
import { defenderDeviceCollector } from '../../lib/adapters/defender/device-collector.ts';
import { defenderDeviceLibrary } from '../../lib/adapters/defender/device-library.ts';
import { defenderDeviceReader } from '../../lib/adapters/defender/device-reader.ts';
import { defenderDeviceResponder } from '../../lib/adapters/defender/device-responder.ts';
import { graphHunting } from '../../lib/adapters/graph/hunting.ts';
import { graphIncidentSource } from '../../lib/adapters/graph/incident-source.ts';
import { graphPeopleDirectory } from '../../lib/adapters/graph/people-directory.ts';
import { systemClock } from '../../lib/adapters/node/clock.ts';
import { prismaCallBudget } from '../../lib/adapters/prisma/call-budget.ts';
import { type AcquisitionStep, acquisitionSteps } from '../../lib/custody/acquisition.ts';
import { planSentence } from '../../lib/custody/acquisition-plan.ts';
import type { PersonActor } from '../../lib/custody/actor.ts';
import type { Machine } from '../../lib/custody/machine.ts';
import { people, tenantId } from '../../lib/embedded/cloud/tenant.ts';
import { requestAcquisition } from '../../lib/procedures/acquisition/request-acquisition.ts';
import type { DeviceHatches } from '../../lib/procedures/device/device-hatches.ts';
import { incidentSync } from '../../lib/procedures/incident/sync-incidents.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { createLogger } from '../../lib/runtime/logger.ts';
import { jobTable } from '../../lib/worker/job-table.ts';
import { runStep, type WorkerTools } from '../../lib/worker/run-step.ts';
import { startTestCloud, type TestCloud } from './cloud.ts';
import { freshDatabase, type TestDatabase } from './database.ts';

/** A real database and a real embedded cloud, wired as the worker wires them; steps run when the test says so. */
export interface AcquisitionHouse {
  readonly cloud: TestCloud;
  readonly database: TestDatabase;
  readonly context: ProcedureContext;
  /** What a step needs to run, for a test that replaces a part of it. */
  readonly tools: WorkerTools;
  person(account: string): PersonActor;
  machine(name: string): Promise<{ readonly incidentId: string; readonly machine: Machine }>;
  /** A valid request for all managed disks of a machine. */
  request(name: string, change?: object): Promise<Parameters<typeof requestAcquisition.run>[2]>;
  /** The analyst asks for all managed disks of a machine. Out: the id of the first acquisition. */
  begin(name: string, change?: object): Promise<string>;
  run(acquisitionId: string, until?: AcquisitionStep): Promise<void>;
  runStep(acquisitionId: string, step: AcquisitionStep): Promise<void>;
  events(
    acquisitionId: string,
  ): Promise<readonly { readonly type: string; readonly detail: Record<string, unknown> }[]>;
  close(): Promise<void>;
}

/** `disks`: machine name, or machine name and file name (`vm/file.vhd`) → a VHD file dropped before the start. */
export async function startAcquisitionHouse(
  disks: Readonly<Record<string, Uint8Array>>,
): Promise<AcquisitionHouse> {
  const database = await freshDatabase();
  const cloud = await startTestCloud({ prepare: (home) => dropDisks(home, disks) });
  await cloud.admin('PUT', '/speed', { operationSeconds: 0, activityDelaySeconds: 0 });
  const context = contextOf(cloud, database);
  await incidentSync(context)(AbortSignal.timeout(60_000));
  const machine = (name: string) => machineOf(database, name);
  const tools = { context, logger: quietLogger(), stopping: new AbortController().signal, countingThrottles };
  const request: AcquisitionHouse['request'] = async (name, change = {}) => {
    const { incidentId, machine: facts } = await machine(name);
    const diskResourceIds = facts.disks.flatMap((disk) =>
      disk.resourceId === null ? [] : [disk.resourceId],
    );
    return {
      incidentId,
      machineResourceId: facts.resourceId,
      diskResourceIds,
      reason: 'suspected web shell, see the alert',
      authority: { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null },
      readMode: 'page-list',
      rehearsal: false,
      requestKey: crypto.randomUUID(),
      confirmedPlan: planSentence(facts, diskResourceIds, context.policy),
      ...change,
    };
  };
  return {
    cloud,
    database,
    context,
    tools,
    person: personOf,
    machine,
    request,
    async begin(name, change) {
      const input = await request(name, change);
      const { acquisitions } = await requestAcquisition.run(context, personOf('analyst'), input);
      const [first] = acquisitions;
      if (first === undefined) throw new Error(`no acquisition of ${name} was begun`);
      return first.id;
    },
    runStep: (acquisitionId, step) => runStep(tools, jobTable[step].procedure, acquisitionId),
    async run(acquisitionId, until) {
      for (const step of acquisitionSteps) {
        await runStep(tools, jobTable[step].procedure, acquisitionId);
        const after = await database.db.acquisitionStep.findFirst({ where: { acquisitionId, step } });
        // The queue holds the next job only after this one is done; an item of a device has fewer steps.
        if (step === until || (after !== null && after.state !== 'done')) return;
      }
    },
    async events(acquisitionId) {
      const rows = await database.db.custodyEvent.findMany({
        where: { acquisitionId },
        orderBy: { n: 'asc' },
      });
      return rows.map((row) => ({
        type: row.type,
        detail: JSON.parse(Buffer.from(row.body ?? '').toString()).detail,
      }));
    },
    async close() {
      await cloud.dispose();
      await database.close();
    },
  };
}

function dropDisks(home: string, disks: Readonly<Record<string, Uint8Array>>): void {
  for (const [key, bytes] of Object.entries(disks)) {
    const [name = '', fileName = 'os.vhd'] = key.split('/');
    const folder = join(home, 'cloud/disks', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, fileName), bytes);
  }
}

function contextOf(cloud: TestCloud, database: TestDatabase): ProcedureContext {
  const { arm: armEndpoint, graph, clientIds, ...at } = cloud.endpoints;
  const reader = managedIdentity(clientIds.reader);
  return {
    register: database.register,
    machines: azureMachineDirectory({ credential: reader, armEndpoint, tenantId: at.tenantId }),
    scope: azurePersonScope({ credential: reader, armEndpoint }),
    activity: azureActivityLog({ credential: reader, armEndpoint }),
    incidents: graphIncidentSource({ credential: reader, graphEndpoint: graph }),
    snapshots: azureDiskSnapshots({
      credential: managedIdentity(clientIds.acquirer),
      armEndpoint,
      destinations: at.snapshotResourceGroups,
    }),
    locker: azureEvidenceLocker({
      blobCredential: managedIdentity(clientIds.locker),
      custodianCredential: managedIdentity(clientIds.custodian),
      armEndpoint,
      subscriptionId: at.socSubscriptionId,
      resourceGroup: at.lockerResourceGroup,
      account: at.lockerAccount,
      blobEndpoint: at.lockerBlobEndpoint,
    }),
    controllerActs: (token) =>
      azureControllerActs(
        {
          armEndpoint,
          subscriptionId: at.socSubscriptionId,
          resourceGroup: at.lockerResourceGroup,
          account: at.lockerAccount,
        },
        token,
      ),
    staged: azureStagedSources({
      credential: managedIdentity(clientIds.importer),
      places: [
        { way: 'staged', containerUrl: at.importStorage.stagingContainerUrl },
        { way: 'windows-365', containerUrl: at.importStorage.windows365ContainerUrl },
      ],
    }),
    devices: devicesOf(cloud, database),
    people: graphPeopleDirectory({ credential: reader, graphEndpoint: graph, clientId: at.oidcClientId }),
    clock: systemClock(),
    policy: { retentionDays: 30, maxDiskBytes: 1n << 40n, firstLockConfirmation: 'given' },
    worker: { id: 'test-worker', address: '127.0.0.1' },
  };
}

/** The four identities, with one count of calls for all of them. */
function devicesOf({ endpoints }: TestCloud, { db }: TestDatabase): DeviceHatches {
  const { clientIds, defender, graph } = endpoints;
  const budget = prismaCallBudget(db);
  const as = (application: string, endpoint = defender) => ({
    ...{ application, endpoint, budget },
    credential: managedIdentity(application),
  });
  return {
    reader: defenderDeviceReader(as(clientIds.deviceReader)),
    hunting: graphHunting(as(clientIds.deviceReader, graph)),
    collector: defenderDeviceCollector(as(clientIds.deviceCollector)),
    responder: defenderDeviceResponder(as(clientIds.deviceResponder)),
    library: defenderDeviceLibrary(as(clientIds.librarian)),
  };
}

function personOf(account: string): PersonActor {
  const person = people.find((one) => one.account === account);
  if (person === undefined) throw new Error(`the embedded tenant has no ${account}`);
  return {
    kind: 'person',
    tenantId,
    objectId: person.objectId,
    userPrincipalName: `${account}@holdfast.example`,
    displayName: person.displayName,
    title: person.jobTitle,
    roles: person.roles as PersonActor['roles'],
    authMethods: ['pwd'],
    authenticatedAt: null,
    sessionId: null,
    ip: '127.0.0.1',
    userAgent: null,
    via: 'portal',
  };
}

async function machineOf(database: TestDatabase, name: string) {
  // A machine can stand in two incidents: always the same one, whatever was written since.
  const row = await database.db.incidentMachine.findFirst({ where: { name }, orderBy: { id: 'asc' } });
  if (row === null || row.facts === null) throw new Error(`no facts of ${name}`);
  return { incidentId: row.incidentId, machine: row.facts as unknown as Machine };
}

function quietLogger() {
  const logger = createLogger('test');
  logger.level = 'silent';
  return logger;
}
