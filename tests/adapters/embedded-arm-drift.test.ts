import { MonitorClient } from '@azure/arm-monitor';
import { StorageManagementClient } from '@azure/arm-storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  authorizationOf,
  credentialOf,
  personCredential,
  startArmCloud,
  storageOf,
} from '../support/arm-cloud.ts';
import type { TestCloud } from '../support/cloud.ts';

const owner = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
const investigator = 'a0000000-0000-4000-8000-000000000008';
const security = '/providers/Microsoft.Management/managementGroups/mg-security';

let cloud: TestCloud;
let soc: string;
let locker: string;
beforeAll(async () => {
  cloud = await startArmCloud();
  soc = `/subscriptions/${cloud.endpoints.socSubscriptionId}`;
  locker = `${soc}/resourceGroups/${cloud.endpoints.lockerResourceGroup}/providers/Microsoft.Storage/storageAccounts/${cloud.endpoints.lockerAccount}`;
});
afterAll(() => cloud.dispose());

describe('rights in the embedded tenant', () => {
  it('are none for the controllers until they activate them, and both are eligible', async () => {
    const reader = authorizationOf(cloud, credentialOf(cloud, 'reader'));
    const eligible = await all(reader.roleEligibilityScheduleInstances.listForScope(locker, atScope));
    expect(eligible.map((one) => one.principalId).sort()).toEqual([
      'a0000000-0000-4000-8000-000000000006',
      'a0000000-0000-4000-8000-000000000007',
    ]);
    const active = await all(reader.roleAssignments.listForScope(locker, atScope));
    expect(active.filter((one) => one.principalType === 'User')).toEqual([]);
    await expect(
      storageAs('controller-1').storageAccounts.update(...account(), { publicNetworkAccess: 'Enabled' }),
    ).rejects.toMatchObject({ statusCode: 403, code: 'AuthorizationFailed' });
  });

  it('are inherited from a management group, through a group, in pages, and end with their assignment', async () => {
    await cloud.admin('PUT', '/access/members', { group: 'sg-soc-leads', members: ['investigator'] });
    await cloud.admin('POST', '/access/assignments', { principal: 'sg-soc', role: 'Owner', scope: security });
    const outsider = authorizationOf(cloud, personCredential(cloud, 'investigator'));
    const seen = await all(
      outsider.roleAssignments.listForScope(locker, { filter: `assignedTo('${investigator}')` }),
    );
    expect(seen.map((one) => one.scope)).toEqual([security]);
    expect((await all(outsider.roleAssignments.listForScope(soc))).length).toBeGreaterThan(8);
    await outsider.roleAssignments.delete(security, seen[0]?.name ?? '');
    await expect(all(outsider.roleAssignments.listForScope(soc))).rejects.toMatchObject({ statusCode: 403 });
  });

  it('stop at a denial, and a right for the day ends with the day', async () => {
    await cloud.admin('POST', '/access/assignments', {
      principal: 'lead-1',
      role: 'Contributor',
      scope: soc,
      endsAt: new Date(Date.now() + 3_600_000).toISOString(),
    });
    const opened = await storageAs('lead-1').storageAccounts.update(...account(), {
      minimumTlsVersion: 'TLS1_0',
    });
    expect(opened.minimumTlsVersion).toBe('TLS1_0');
    await cloud.admin('POST', '/access/denies', {
      name: 'no change of the locker',
      scope: locker,
      actions: ['Microsoft.Storage/storageAccounts/write'],
      principals: ['everyone'],
      excludePrincipals: ['controller-1'],
    });
    const reader = authorizationOf(cloud, credentialOf(cloud, 'reader'));
    const denies = await all(reader.denyAssignments.listForScope(locker, atScope));
    expect(denies[0]).toMatchObject({
      denyAssignmentName: 'no change of the locker',
      isSystemProtected: true,
    });
    await expect(
      storageAs('lead-1').storageAccounts.update(...account(), { minimumTlsVersion: 'TLS1_2' }),
    ).rejects.toMatchObject({ statusCode: 403 });
    await cloud.admin('PUT', '/clock', { skewSeconds: 7200 });
    await expect(storageAs('lead-1').storageAccounts.getProperties(...account())).rejects.toMatchObject({
      statusCode: 403,
    });
    await cloud.admin('PUT', '/clock', { skewSeconds: 0 });
  });
});

describe('drift in the embedded tenant', () => {
  it('a third person who becomes Owner clears a hold: the tag goes, the activity log names the person', async () => {
    await storageOf(cloud, 'locker').blobContainers.create(...account(), 'inc-drift', {});
    await storageOf(cloud, 'custodian').blobContainers.setLegalHold(...account(), 'inc-drift', {
      tags: ['inc1'],
    });
    await cloud.admin('POST', '/access/assignments', { principal: 'auditor', role: 'Owner', scope: soc });
    await storageAs('auditor').blobContainers.clearLegalHold(...account(), 'inc-drift', { tags: ['inc1'] });
    await storageAs('auditor').blobContainers.setLegalHold(...account(), 'inc-drift', { tags: ['other'] });
    const after = await storageOf(cloud, 'locker').blobContainers.get(...account(), 'inc-drift');
    expect(after.legalHold?.tags).toMatchObject([{ tag: 'other', upn: 'auditor@holdfast.example' }]);
    const monitor = new MonitorClient(credentialOf(cloud, 'reader'), cloud.endpoints.socSubscriptionId, {
      endpoint: cloud.endpoints.arm,
    });
    const from = new Date(Date.now() - 600_000).toISOString();
    const events = await all(
      monitor.activityLogs.list(
        `eventTimestamp ge '${from}' and eventTimestamp le '${new Date(Date.now() + 60_000).toISOString()}' and resourceUri eq '${locker}'`,
      ),
    );
    const cleared = events.find((one) => one.operationName?.value?.endsWith('/clearLegalHold/action'));
    expect(cleared?.caller).toBe('auditor@holdfast.example');
  });

  it('a role is made, given and taken away over the wire, each with its refusal', async () => {
    const auditor = authorizationOf(cloud, personCredential(cloud, 'auditor'));
    const guid = '2c9d4f1e-6a70-4b8e-9d3c-5f1a7b2e8c40';
    const definition = {
      roleName: 'Key lister',
      permissions: [{ actions: ['Microsoft.Storage/storageAccounts/listkeys/action'] }],
      assignableScopes: [soc],
    };
    await auditor.roleDefinitions.createOrUpdate(soc, guid, definition);
    const assignment = {
      roleDefinitionId: `${soc}/providers/Microsoft.Authorization/roleDefinitions/${guid}`,
      principalId: 'a0000000-0000-4000-8000-000000000001',
      principalType: 'User' as const,
    };
    const name = '7d1b6a52-0c3e-4f95-8a2d-e94b1c70f638';
    await auditor.roleAssignments.create(locker, name, assignment);
    await expect(auditor.roleAssignments.create(locker, owner, assignment)).rejects.toMatchObject({
      code: 'RoleAssignmentExists',
    });
    expect((await storageAs('analyst').storageAccounts.listKeys(...account())).keys?.length).toBe(2);
    await expect(auditor.roleDefinitions.delete(soc, guid)).rejects.toMatchObject({
      code: 'RoleDefinitionHasAssignments',
    });
    await expect(
      authorizationOf(cloud, credentialOf(cloud, 'reader')).roleAssignments.create(locker, owner, assignment),
    ).rejects.toMatchObject({ statusCode: 403 });
    // The account is locked against deletion, and so is everything that lies on it.
    await expect(auditor.roleAssignments.delete(locker, name)).rejects.toMatchObject({ code: 'ScopeLocked' });
  });
});

const atScope = { filter: 'atScope()' };

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of pages) found.push(one);
  return found;
}

function account(): [string, string] {
  return [cloud.endpoints.lockerResourceGroup, cloud.endpoints.lockerAccount];
}

function storageAs(person: string): StorageManagementClient {
  return new StorageManagementClient(personCredential(cloud, person), cloud.endpoints.socSubscriptionId, {
    endpoint: cloud.endpoints.arm,
  });
}
