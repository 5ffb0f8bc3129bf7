import { randomUUID } from 'node:crypto';
import { ComputeManagementClient } from '@azure/arm-compute';
import { StorageManagementClient } from '@azure/arm-storage';
import { BlobClient } from '@azure/storage-blob';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { azureLockerPolicies } from '../../lib/adapters/azure/locker-policies.ts';
import { azureLogRecords } from '../../lib/adapters/azure/log-records.ts';
import { ownObjectId } from '../../lib/adapters/azure/own-object-id.ts';
import { azureSnapshotSource } from '../../lib/adapters/azure/snapshot-source.ts';
import type { AcquisitionStep } from '../../lib/custody/acquisition.ts';
import { recordedEventOf } from '../../lib/custody/recorded-event.ts';
import { forensicMachine, workstationsGroup } from '../../lib/embedded/cloud/tenant.ts';
import { makeLink } from '../../lib/procedures/access/make-link.ts';
import { readContent } from '../../lib/procedures/access/read-content.ts';
import { revokeGrant } from '../../lib/procedures/access/revoke-grant.ts';
import { carryOutAct } from '../../lib/procedures/hold/carry-out-act.ts';
import { placeHold } from '../../lib/procedures/hold/place-hold.ts';
import { noteFinding } from '../../lib/procedures/reconciliation/note-finding.ts';
import { reconcile } from '../../lib/procedures/reconciliation/reconcile.ts';
import type { ReconciliationContext } from '../../lib/procedures/reconciliation/reconciliation-context.ts';
import { removeWorkingCopy } from '../../lib/procedures/working-copy/remove-working-copy.ts';
import { requestWorkingCopy } from '../../lib/procedures/working-copy/request-working-copy.ts';
import { workOnCopy } from '../../lib/procedures/working-copy/work-on-copy.ts';
import { getItemReads } from '../../lib/queries/get-item-reads.ts';
import { getReconciliation } from '../../lib/queries/get-reconciliation.ts';
import { authorizationOf, credentialOf, personCredential, withoutDelays } from '../support/arm-cloud.ts';
import { type GrantUseHouse, startGrantUseHouse } from '../support/grant-use-house.ts';
import { cookieOf } from '../support/portal.ts';

const signal = new AbortController().signal;
const minute = 60_000;
const machineId =
  `${workstationsGroup}/providers/Microsoft.Compute/virtualMachines/${forensicMachine}`.toLowerCase();
let house: GrantUseHouse;
let soc: string;
let item: Awaited<ReturnType<typeof theItem>>;

beforeAll(async () => {
  house = await startGrantUseHouse();
  await withoutDelays(house.cloud);
  soc = `/subscriptions/${house.cloud.endpoints.socSubscriptionId}`;
  for (const account of ['lead-1', 'auditor']) await cookieOf(house.database, house.person(account));
  item = await theItem();
});
afterEach(() => house.cloud.admin('DELETE', '/faults'));
afterAll(() => house?.close());

describe('Azure’s logs held against the ledger', () => {
  it('agree about an acquisition and a brokered download: everything is explained, each record once', async () => {
    await download();
    expect(await round()).toEqual({ found: 0, explained: 0 });
    const counted = await hours();
    expect(counted.blob.explained).toBeGreaterThan(10);
    expect(counted.activity.explained).toBeGreaterThan(3);
    expect(await reads('bytes')).toEqual(
      expect.arrayContaining([
        ['locker', 'read'],
        ['locker', 'work'],
      ]),
    );
    expect(await arrivals()).toEqual(await expectedEvents());
    expect(await round()).toEqual({ found: 0, explained: 0 });
    expect(await hours()).toEqual(counted);
  });

  it('agree about a link while its grant lasts, and not about its use after a revocation or from elsewhere', async () => {
    const { requestId } = await house.granted('responder', 'download', '127.0.0.0/8');
    const link = await linkOf('responder');
    await link.download(0, 100);
    expect(await round()).toEqual({ found: 0, explained: 0 });
    expect(await reads('bytes')).toContainEqual([`link of ${house.person('responder').objectId}`, 'grant']);
    await revokeGrant.run(house.context, house.person('lead-1'), { requestId, reason: 'No longer needed.' });
    await house.cloud.admin('PUT', '/clock', { skewSeconds: 30 });
    await link.download(0, 100);
    await house.granted('auditor', 'download', '10.0.0.0/8');
    await expect((await linkOf('auditor', '10.1.2.3')).download(0, 100)).rejects.toMatchObject({
      statusCode: 403,
    });
    expect(await round()).toMatchObject({ found: 2 });
    await house.cloud.admin('PUT', '/clock', { skewSeconds: 0 });
    expect(await findingsOf('grant-outside-window')).toMatchObject([
      { evidenceId: item.id, azure: { status: '206 Success' } },
    ]);
    expect(await findingsOf('grant-outside-address')).toMatchObject([
      { evidenceId: item.id, azure: { address: '127.0.0.1' } },
    ]);
  });

  it('agree about a disk that was made of the copy, attached and taken away', async () => {
    await house.granted('lead-1', 'disk', '127.0.0.0/8');
    const asked = { evidenceId: item.id, machineId, lun: 3 };
    const person = { ...house.person('lead-1'), ip: '127.0.0.1' };
    const { id: workingCopyId } = await requestWorkingCopy.run(house.context, person, asked);
    expect(await workOnCopy(house.context, 'make', signal)).toBe(true);
    await removeWorkingCopy.run(house.context, person, { workingCopyId, reason: 'No longer needed.' });
    expect(await workOnCopy(house.context, 'take-away', signal)).toBe(true);
    expect(await round()).toEqual({ found: 0, explained: 0 });
  });

  it('show a stranger’s read: once, in the item’s own record, told, with both sides', async () => {
    await assign('investigator', 'Storage Blob Data Reader', lockerId());
    await evidenceBlob('investigator').download(0, 100);
    await evidenceBlob('investigator').download(100, 100);
    expect(await round()).toMatchObject({ found: 1 });
    const fact = (await facts(item.id)).at(-1);
    expect(fact).toMatchObject({
      type: 'reconciliation.finding',
      actor: { kind: 'system', component: 'reconciliation' },
      subjects: expect.arrayContaining([`incident:${item.incidentId}`]),
      detail: {
        kind: 'unexplained-access',
        log: 'blob',
        azure: {
          operation: 'GetBlob',
          resource: expect.stringContaining(item.blob),
          caller: house.person('investigator').objectId,
          address: '127.0.0.1',
          status: expect.stringMatching(/^206/),
        },
        ledger: { words: expect.stringContaining('none of the product’s identities') },
        coverage: { from: expect.any(String), to: expect.any(String), latenessMinutes: 30 },
      },
    });
    expect(await told()).toEqual([['auditor', 'lead-1'], 'Access that no grant explains']);
    expect(await reads('bytes')).toContainEqual(['investigator@holdfast.example', 'finding']);
    expect(await round()).toMatchObject({ found: 0 });
  });

  it('show a snapshot of an evidence source that somebody took past the product', async () => {
    await assign('investigator', 'Owner', production());
    const compute = computeAs('investigator');
    const location = 'westeurope';
    const creationData = { createOption: 'Copy' as const, sourceResourceId: item.diskId };
    await compute.snapshots.createOrUpdate('rg-imported', 'mine', { location, creationData }, quick);
    await compute.snapshots.grantAccess(
      'rg-imported',
      'mine',
      { access: 'Read', durationInSeconds: 3600 },
      quick,
    );
    expect(await round()).toMatchObject({ found: 2 });
    const found = (await facts(item.id)).slice(-2).map(({ detail }) => detail);
    expect(found).toMatchObject([
      {
        kind: 'outside-snapshot',
        azure: {
          operation: 'Microsoft.Compute/snapshots/write',
          callerName: 'investigator@holdfast.example',
        },
      },
      { kind: 'outside-snapshot', azure: { operation: 'Microsoft.Compute/snapshots/beginGetAccess/action' } },
    ]);
  });

  it('show a snapshot of which Azure will not say whose disk it is, once it would not come again', async () => {
    const creationData = { createOption: 'Copy' as const, sourceResourceId: item.diskId };
    const made = { location: 'westeurope', creationData };
    await computeAs('investigator').snapshots.createOrUpdate('rg-imported', 'untold', made, quick);
    const unread = { kind: 'unread', why: 'refused', words: 'no', at: new Date().toISOString() } as const;
    const silent = async (ids: readonly string[]) => new Map(ids.map((id) => [id, unread] as const));
    const change = { snapshots: { disksOf: silent } };
    expect(await round({ ahead: 10, change })).toMatchObject({ found: 0 });
    expect(await round({ ahead: 20, change })).toMatchObject({ found: 1 });
    expect((await findingsOf('outside-snapshot')).at(-1)).toMatchObject({
      evidenceId: null,
      ledger: { words: expect.stringContaining('Nobody could say of which disk it was') },
    });
  });

  it('ask once of which disks the snapshots of one group are, and know one that is gone', async () => {
    const [, subscription = ''] = /\/subscriptions\/([^/]+)/.exec(item.diskId) ?? [];
    const snapshots = `/subscriptions/${subscription}/resourcegroups/rg-imported/providers/microsoft.compute/snapshots`;
    const names = [`${snapshots}/untold`, `${snapshots}/gone`];
    const found = await contextAt(2).snapshots.disksOf(names, signal);
    expect(names.map((name) => found.get(name))).toMatchObject([
      { kind: 'read', value: expect.stringMatching(/\/disks\//) },
      { kind: 'unread', why: 'missing' },
    ]);
  });

  it('show a role that was written behind the portal, in a record of its own', async () => {
    await assign('investigator', 'Owner', soc);
    const client = authorizationOf(house.cloud, personCredential(house.cloud, 'investigator'));
    const principalId = house.person('analyst').objectId;
    const roleDefinitionId = `${soc}/providers/Microsoft.Authorization/roleDefinitions/${reader}`;
    const made = { principalId, roleDefinitionId, principalType: 'User' as const };
    await client.roleAssignments.create(lockerId(), randomUUID(), made);
    expect(await round()).toMatchObject({ found: 1 });
    const row = await house.database.db.reconciliationFinding.findFirstOrThrow({
      where: { kind: 'change-outside' },
    });
    expect(row).toMatchObject({ state: 'open', evidenceId: null, incidentId: null });
    expect((await facts(row.id))[0]).toMatchObject({
      stream: { kind: 'reconciliation', id: row.id },
      detail: { azure: { operation: 'Microsoft.Authorization/roleAssignments/write' } },
    });
  });

  it('agree about a hold that was asked for, not about its being cleared by somebody', async () => {
    const asked = {
      incidentId: item.incidentId,
      caseReference: 'LIT-2026-044',
      reason: 'A court asked for it.',
    };
    const { actId } = await placeHold.run(house.context, house.person('lead-1'), asked);
    await carryOutAct({ ...house.context, policies: policies(), account: lockerId() }, actId, signal);
    expect(await round()).toMatchObject({ found: 0 });
    const { lockerResourceGroup, lockerAccount, socSubscriptionId, arm } = house.cloud.endpoints;
    const credential = personCredential(house.cloud, 'investigator'); // Owner since the role above
    const storage = new StorageManagementClient(credential, socSubscriptionId, { endpoint: arm });
    const tags = ['lit2026044'];
    await storage.blobContainers.clearLegalHold(lockerResourceGroup, lockerAccount, item.container, { tags });
    expect(await round()).toMatchObject({ found: 1 });
    expect((await findingsOf('change-outside')).at(-1)).toMatchObject({ incidentId: item.incidentId });
  });

  it('keep what a person says of a finding beside it, for who may see its incident', async () => {
    const { id } = await house.database.db.reconciliationFinding.findFirstOrThrow({
      where: { kind: 'unexplained-access' },
    });
    await noteFinding.run(house.context, house.person('lead-1'), {
      findingId: id,
      text: 'A drill, agreed by phone.',
    });
    expect((await facts(item.id)).at(-1)).toMatchObject({
      type: 'reconciliation.noted',
      actor: { displayName: 'Lead 1' },
      detail: { findingId: id, text: 'A drill, agreed by phone.' },
    });
    expect(await house.database.db.reconciliationFinding.findUnique({ where: { id } })).toMatchObject({
      state: 'open',
    });
    await expect(
      noteFinding.run(house.context, house.person('lead-1'), { findingId: randomUUID(), text: 'x' }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('say that they are not known while Azure refuses, go on from where they were, and miss nothing', async () => {
    const refusal = { kind: 'status', status: 403, code: 'InsufficientAccessError', message: 'no' };
    await house.cloud.fault('Logs_Query', refusal, 20);
    const before = await mark('blob');
    await evidenceBlob('investigator').getProperties();
    expect(await round({ rewind: false })).toMatchObject({ found: 0 });
    expect(await mark('blob')).toMatchObject({
      readTo: before.readTo,
      why: 'refused',
      problem: expect.stringContaining('refused'),
    });
    await house.cloud.admin('DELETE', '/faults');
    expect(await round()).toMatchObject({ found: 1 }); // a look at what was read is another thing
    expect(await mark('blob')).toMatchObject({ why: null, problem: null });
  });

  it('take a record that a log gives twice for one, and go on', async () => {
    const { blobLog } = contextAt(2);
    const change: Partial<ReconciliationContext> = {
      blobLog: {
        blobRequests: async (...asked) => {
          const said = await blobLog?.blobRequests(...asked);
          if (said?.kind !== 'read') throw new Error('the log was not read');
          return { ...said, value: said.value.flatMap((one) => [one, { ...one, statusText: 'again' }]) };
        },
      },
    };
    await evidenceBlob('investigator').getProperties();
    expect(await round({ change })).toMatchObject({ found: 0 });
    expect(await mark('blob')).toMatchObject({ readTo: expect.any(Date) });
  });

  it('tell of a grant that is over and that nobody used, not of one that was, and alarm nobody', async () => {
    const { requestId, grantId } = await house.granted('lead-2', 'download', '127.0.0.0/8');
    await revokeGrant.run(house.context, house.person('lead-1'), { requestId, reason: 'No longer needed.' });
    expect(await round({ ahead: 29 })).toMatchObject({ found: 0 });
    expect(await round({ ahead: 35 })).toMatchObject({ found: 1 });
    expect(await findingsOf('grant-never-used')).toMatchObject([
      { key: `grant-never-used ${grantId}`, evidenceId: item.id, azure: null },
    ]);
    expect(
      await house.database.db.alarm.count({
        where: { title: { startsWith: 'Grant of which no use is known' } },
      }),
    ).toBe(0);
  });

  it('tell of hours for which no record of the product’s own calls came, and of their coming late', async () => {
    await house.cloud.admin('PUT', '/speed', { activityDelaySeconds: 3_600 });
    await acquireAgain('release-source'); // what follows waits for the activity log
    expect(await round({ ahead: 3 })).toMatchObject({ found: 0 });
    expect((await round({ ahead: 40 })).found).toBeGreaterThanOrEqual(2);
    const gaps = await house.database.db.reconciliationFinding.findMany({
      where: { kind: 'gap' },
      orderBy: { log: 'asc' },
    });
    expect([...new Set(gaps.map(({ log }) => log))]).toEqual(['activity', 'blob']);
    const ledgerSide = gaps[0]?.ledger as { readonly words: string };
    expect(ledgerSide.words).toMatch(
      /own calls must be there and are not: \d+ events? of the ledger \(.*Microsoft\.Compute\/snapshots/,
    );
    await house.cloud.admin('PUT', '/speed', { activityDelaySeconds: 0 });
    expect((await round({ ahead: 41 })).explained).toBeGreaterThanOrEqual(1);
    const blob = await house.database.db.reconciliationFinding.findFirstOrThrow({
      where: { kind: 'gap', log: 'blob' },
    });
    expect(blob).toMatchObject({ state: 'explained', explainedBy: 'The missing records came later.' });
    expect((await facts(blob.id)).map(({ type }) => type)).toEqual([
      'reconciliation.finding',
      'reconciliation.explained',
    ]);
  });

  it('are shown with the time for which they were read, by item and all together', async () => {
    const viewer = { actor: house.person('lead-1'), db: house.database.db };
    const all = await getReconciliation(viewer, { show: 'all' });
    expect(all.counts.all).toBe(all.findings.length);
    expect(all.counts.explained).toBeGreaterThanOrEqual(1);
    const [locker] = all.logs;
    expect(locker).toMatchObject({
      kind: 'blob',
      latenessMinutes: 30,
      problem: null,
      to: expect.any(String),
    });
    expect(all.logs.filter(({ kind }) => kind === 'activity')).toHaveLength(2);
    expect(all.logs.flatMap(({ spans }) => spans.map(({ state }) => state))).toContain('gap');
    const strange = await getReconciliation(viewer, {
      kind: 'unexplained-access',
      finding: all.findings.at(-1)?.id,
    });
    expect(strange.findings.map(({ azure }) => azure?.operation)).toEqual(['GetBlobProperties', 'GetBlob']);
    expect(strange.chosen?.id).toBe(all.findings.at(-1)?.id);
    const ofItem = await getItemReads(viewer, item.id);
    expect(ofItem.log?.to).toBe(locker?.to);
    expect(ofItem.rows).toContainEqual(
      expect.objectContaining({ who: 'locker', effect: 'bytes', how: 'read' }),
    );
    expect(ofItem.findings.map(({ kind }) => kind)).toContain('unexplained-access');
  });

  it('leave findings that nobody can change or remove', async () => {
    await expect(house.database.as('app', `update reconciliation_finding set kind = 'gap'`)).rejects.toThrow(
      /stays as it was found/,
    );
    await expect(house.database.as('app', 'delete from reconciliation_finding')).rejects.toThrow(
      /permission/,
    );
    await expect(house.database.asAdmin('delete from reconciliation_note')).rejects.toThrow(
      /keeps every row/,
    );
  });
});

const reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const quick = { updateIntervalInMs: 20 };

/** One round of the worker, two minutes later than now unless said: what happened is old enough to be told. */
async function round({ ahead = 2, rewind = true, change = {} as Partial<ReconciliationContext> } = {}) {
  const back = rewind ? ', read_to = null, swept_at = null' : '';
  await house.database.asAdmin(`update reconciliation_log set tried_at = now() - interval '1 hour'${back}`);
  return await reconcile({ ...contextAt(ahead), ...change }, signal);
}

function contextAt(ahead: number): ReconciliationContext {
  const { endpoints } = house.cloud;
  const armEndpoint = endpoints.arm;
  return {
    register: house.database.register,
    activity: house.context.activity,
    blobLog: azureLogRecords({
      credential: credentialOf(house.cloud, 'logReader'),
      logsEndpoint: endpoints.logs,
      workspaceId: endpoints.logWorkspaceId,
      account: endpoints.lockerAccount,
    }),
    snapshots: azureSnapshotSource({ credential: credentialOf(house.cloud, 'reader'), armEndpoint }),
    place: {
      account: lockerId(),
      snapshotGroups: Object.values(endpoints.snapshotResourceGroups),
      guards: [],
      ownContainers: new Map([['holdfast-staging', ['locker']]]),
    },
    latenessMinutes: 30,
    identities: async () => ({
      acquirer: await ownObjectId(credentialOf(house.cloud, 'acquirer'), signal),
      locker: await ownObjectId(credentialOf(house.cloud, 'locker'), signal),
      'link-signer': await ownObjectId(credentialOf(house.cloud, 'linkSigner'), signal),
      'disk-exporter': await ownObjectId(credentialOf(house.cloud, 'diskExporter'), signal),
      custodian: await ownObjectId(credentialOf(house.cloud, 'custodian'), signal),
    }),
    now: () => new Date(Date.now() + ahead * minute),
  };
}

async function theItem() {
  const { id, incidentId } = house.item;
  const row = await house.database.db.acquisition.findUniqueOrThrow({
    where: { evidenceId: id },
    include: { evidence: true },
  });
  return {
    ...{ id, incidentId, container: row.evidence.container, diskId: row.diskResourceId },
    blob: row.blob ?? '',
  };
}

async function acquireAgain(until: AcquisitionStep): Promise<void> {
  await house.run(await house.begin('vm-a'), until);
}

/** By a grant of two others, through the procedure of the portal. */
async function download(): Promise<void> {
  await house.granted('responder', 'download', '127.0.0.0/8');
  const asked = { evidenceId: item.id, range: null, ifRange: null };
  const { part } = await readContent.run(house.context, house.person('responder'), asked);
  while ((await part?.bytes.next()) !== null);
}

async function linkOf(account: string, ip = '127.0.0.1'): Promise<BlobClient> {
  const person = { ...house.person(account), ip };
  const { url } = await makeLink.run(house.context, person, { evidenceId: item.id, hours: 1 });
  return new BlobClient(url, personCredential(house.cloud, account), { retryOptions: { maxTries: 1 } });
}

function policies() {
  const { arm, socSubscriptionId, lockerResourceGroup, lockerAccount } = house.cloud.endpoints;
  return azureLockerPolicies({
    credential: credentialOf(house.cloud, 'custodian'),
    ...{ armEndpoint: arm, subscriptionId: socSubscriptionId },
    ...{ resourceGroup: lockerResourceGroup, account: lockerAccount },
  });
}

async function findingsOf(kind: string) {
  return await house.database.db.reconciliationFinding.findMany({ where: { kind }, orderBy: { at: 'asc' } });
}

function evidenceBlob(account: string): BlobClient {
  const { lockerBlobEndpoint } = house.cloud.endpoints;
  return new BlobClient(
    `${lockerBlobEndpoint}/${item.container}/${item.blob}`,
    personCredential(house.cloud, account),
  );
}

function computeAs(account: string): ComputeManagementClient {
  const { productionSubscriptionId, arm } = house.cloud.endpoints;
  return new ComputeManagementClient(personCredential(house.cloud, account), productionSubscriptionId, {
    endpoint: arm,
    credentialScopes: 'https://management.azure.com/.default',
  } as object);
}

function assign(principal: string, role: string, scope: string) {
  return house.cloud.admin('POST', '/access/assignments', { principal, role, scope });
}

function production(): string {
  return `/subscriptions/${house.cloud.endpoints.productionSubscriptionId}`;
}

function lockerId(): string {
  const { lockerResourceGroup, lockerAccount } = house.cloud.endpoints;
  return `${soc}/resourceGroups/${lockerResourceGroup}/providers/Microsoft.Storage/storageAccounts/${lockerAccount}`;
}

async function facts(stream: string) {
  const rows = await house.database.db.custodyEvent.findMany({
    where: { stream, type: { startsWith: 'reconciliation.' } },
    orderBy: { n: 'asc' },
  });
  return rows.flatMap(({ body }) => recordedEventOf(body) ?? []);
}

async function hours() {
  const rows = await house.database.db.reconciliationHour.findMany();
  const of = (kind: string) => {
    const some = rows.filter(({ log }) => log.startsWith(kind));
    return {
      explained: some.reduce((sum, one) => sum + one.explained, 0),
      found: some.reduce((sum, one) => sum + one.found, 0),
    };
  };
  return { blob: of('blob'), activity: of('activity') };
}

async function reads(effect: string) {
  const rows = await house.database.db.reconciliationRead.findMany({
    where: { evidenceId: item.id, effect },
  });
  return rows.map(({ who, how }) => [who, how]);
}

async function arrivals(): Promise<readonly string[]> {
  const rows = await house.database.db.reconciliationArrival.findMany();
  return rows.map(({ kind, eventId }) => `${kind} ${eventId}`).sort();
}

async function expectedEvents(): Promise<readonly string[]> {
  const { expected } = await house.database.register.expectedCalls(
    new Date(0),
    new Date(Date.now() + minute),
  );
  return expected.map(({ log, eventId }) => `${log} ${eventId}`).sort();
}

async function told() {
  const notes = await house.database.db.notification.findMany({
    where: { key: { startsWith: 'reconciliation:' } },
    orderBy: { updatedAt: 'desc' },
  });
  const names = ['lead-1', 'auditor'].filter((name) =>
    notes.some(({ objectId }) => objectId === house.person(name).objectId),
  );
  return [names.sort(), notes[0]?.title.split(':')[0]];
}

function mark(log: string) {
  return house.database.db.reconciliationLog.findUniqueOrThrow({ where: { log } });
}
