import { randomUUID } from 'node:crypto';
import { ComputeManagementClient } from '@azure/arm-compute';
import { StorageManagementClient } from '@azure/arm-storage';
import { BlobClient } from '@azure/storage-blob';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { azureLockerPolicies } from '../../lib/adapters/azure/locker-policies.ts';
import { forensicMachine, workstationsGroup } from '../../lib/embedded/cloud/tenant.ts';
import { makeLink } from '../../lib/procedures/access/make-link.ts';
import { revokeGrant } from '../../lib/procedures/access/revoke-grant.ts';
import { carryOutAct } from '../../lib/procedures/hold/carry-out-act.ts';
import { placeHold } from '../../lib/procedures/hold/place-hold.ts';
import { removeWorkingCopy } from '../../lib/procedures/working-copy/remove-working-copy.ts';
import { requestWorkingCopy } from '../../lib/procedures/working-copy/request-working-copy.ts';
import { workOnCopy } from '../../lib/procedures/working-copy/work-on-copy.ts';
import { authorizationOf, credentialOf, personCredential } from '../support/arm-cloud.ts';
import { openReconciledHouse, type ReconciledHouse, signal } from '../support/reconciled-house.ts';

const machineId =
  `${workstationsGroup}/providers/Microsoft.Compute/virtualMachines/${forensicMachine}`.toLowerCase();

const reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const quick = { updateIntervalInMs: 20 };
let house: ReconciledHouse;

beforeAll(async () => {
  house = await openReconciledHouse();
});

afterEach(() => house.cloud.admin('DELETE', '/faults'));
afterAll(() => house?.close());

describe('Azure’s logs held against the ledger', () => {
  it('agree about a link while its grant lasts, and not about its use after a revocation or from elsewhere', async () => {
    const { requestId } = await house.granted('responder', 'download', '127.0.0.0/8');
    const link = await linkOf('responder');
    await link.download(0, 100);
    expect(await house.round()).toEqual({ found: 0, explained: 0 });
    expect(await house.reads('bytes')).toContainEqual([
      `link of ${house.person('responder').objectId}`,
      'grant',
    ]);
    await revokeGrant.run(house.context, house.person('lead-1'), { requestId, reason: 'No longer needed.' });
    await house.cloud.admin('PUT', '/clock', { skewSeconds: 30 });
    await link.download(0, 100);
    await house.granted('auditor', 'download', '10.0.0.0/8');
    await expect((await linkOf('auditor', '10.1.2.3')).download(0, 100)).rejects.toMatchObject({
      statusCode: 403,
    });
    expect(await house.round()).toMatchObject({ found: 2 });
    await house.cloud.admin('PUT', '/clock', { skewSeconds: 0 });
    expect(await house.findingsOf('grant-outside-window')).toMatchObject([
      { evidenceId: house.item.id, azure: { status: '206 Success' } },
    ]);
    expect(await house.findingsOf('grant-outside-address')).toMatchObject([
      { evidenceId: house.item.id, azure: { address: '127.0.0.1' } },
    ]);
  });

  it('agree about a disk that was made of the copy, attached and taken away', async () => {
    await house.granted('lead-1', 'disk', '127.0.0.0/8');
    const asked = { evidenceId: house.item.id, machineId, lun: 3 };
    const person = { ...house.person('lead-1'), ip: '127.0.0.1' };
    const { id: workingCopyId } = await requestWorkingCopy.run(house.context, person, asked);
    expect(await workOnCopy(house.context, 'make', signal)).toBe(true);
    await removeWorkingCopy.run(house.context, person, { workingCopyId, reason: 'No longer needed.' });
    expect(await workOnCopy(house.context, 'take-away', signal)).toBe(true);
    expect(await house.round()).toEqual({ found: 0, explained: 0 });
  });

  it('show a snapshot of an evidence source that somebody took past the product', async () => {
    await house.assign('investigator', 'Owner', production());
    const compute = computeAs('investigator');
    const location = 'westeurope';
    const creationData = { createOption: 'Copy' as const, sourceResourceId: house.item.diskId };
    await compute.snapshots.createOrUpdate('rg-imported', 'mine', { location, creationData }, quick);
    await compute.snapshots.grantAccess(
      'rg-imported',
      'mine',
      { access: 'Read', durationInSeconds: 3600 },
      quick,
    );
    expect(await house.round()).toMatchObject({ found: 2 });
    const found = (await house.facts(house.item.id)).slice(-2).map(({ detail }) => detail);
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
    const creationData = { createOption: 'Copy' as const, sourceResourceId: house.item.diskId };
    const made = { location: 'westeurope', creationData };
    await computeAs('investigator').snapshots.createOrUpdate('rg-imported', 'untold', made, quick);
    const unread = { kind: 'unread', why: 'refused', words: 'no', at: new Date().toISOString() } as const;
    const silent = async (ids: readonly string[]) => new Map(ids.map((id) => [id, unread] as const));
    const change = { snapshots: { disksOf: silent } };
    expect(await house.round({ ahead: 10, change })).toMatchObject({ found: 0 });
    expect(await house.round({ ahead: 20, change })).toMatchObject({ found: 1 });
    expect((await house.findingsOf('outside-snapshot')).at(-1)).toMatchObject({
      evidenceId: null,
      ledger: { words: expect.stringContaining('Nobody could say of which disk it was') },
    });
  });

  it('ask once of which disks the snapshots of one group are, and know one that is gone', async () => {
    const [, subscription = ''] = /\/subscriptions\/([^/]+)/.exec(house.item.diskId) ?? [];
    const snapshots = `/subscriptions/${subscription}/resourcegroups/rg-imported/providers/microsoft.compute/snapshots`;
    const names = [`${snapshots}/untold`, `${snapshots}/gone`];
    const found = await house.contextAt(2).snapshots.disksOf(names, signal);
    expect(names.map((name) => found.get(name))).toMatchObject([
      { kind: 'read', value: expect.stringMatching(/\/disks\//) },
      { kind: 'unread', why: 'missing' },
    ]);
  });

  it('show a role that was written behind the portal, in a record of its own', async () => {
    await house.assign('investigator', 'Owner', house.soc);
    const client = authorizationOf(house.cloud, personCredential(house.cloud, 'investigator'));
    const principalId = house.person('analyst').objectId;
    const roleDefinitionId = `${house.soc}/providers/Microsoft.Authorization/roleDefinitions/${reader}`;
    const made = { principalId, roleDefinitionId, principalType: 'User' as const };
    await client.roleAssignments.create(house.lockerId(), randomUUID(), made);
    expect(await house.round()).toMatchObject({ found: 1 });
    const row = await house.database.db.reconciliationFinding.findFirstOrThrow({
      where: { kind: 'change-outside' },
    });
    expect(row).toMatchObject({ state: 'open', evidenceId: null, incidentId: null });
    expect((await house.facts(row.id))[0]).toMatchObject({
      stream: { kind: 'reconciliation', id: row.id },
      detail: { azure: { operation: 'Microsoft.Authorization/roleAssignments/write' } },
    });
  });

  it('agree about a hold that was asked for, not about its being cleared by somebody', async () => {
    const asked = {
      incidentId: house.item.incidentId,
      caseReference: 'LIT-2026-044',
      reason: 'A court asked for it.',
    };
    const { actId } = await placeHold.run(house.context, house.person('lead-1'), asked);
    await carryOutAct({ ...house.context, policies: policies(), account: house.lockerId() }, actId, signal);
    expect(await house.round()).toMatchObject({ found: 0 });
    const { lockerResourceGroup, lockerAccount, socSubscriptionId, arm } = house.cloud.endpoints;
    const credential = personCredential(house.cloud, 'investigator'); // Owner since the role above
    const storage = new StorageManagementClient(credential, socSubscriptionId, { endpoint: arm });
    const tags = ['lit2026044'];
    await storage.blobContainers.clearLegalHold(lockerResourceGroup, lockerAccount, house.item.container, {
      tags,
    });
    expect(await house.round()).toMatchObject({ found: 1 });
    expect((await house.findingsOf('change-outside')).at(-1)).toMatchObject({
      incidentId: house.item.incidentId,
    });
  });
});

async function linkOf(account: string, ip = '127.0.0.1'): Promise<BlobClient> {
  const person = { ...house.person(account), ip };
  const { url } = await makeLink.run(house.context, person, { evidenceId: house.item.id, hours: 1 });
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

function computeAs(account: string): ComputeManagementClient {
  const { productionSubscriptionId, arm } = house.cloud.endpoints;
  return new ComputeManagementClient(personCredential(house.cloud, account), productionSubscriptionId, {
    endpoint: arm,
    credentialScopes: 'https://management.azure.com/.default',
  } as object);
}

function production(): string {
  return `/subscriptions/${house.cloud.endpoints.productionSubscriptionId}`;
}
