import { StorageManagementClient } from '@azure/arm-storage';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { azurePostureSource } from '../../lib/adapters/azure/posture-source.ts';
import { countingThrottles } from '../../lib/adapters/azure/throttle-meter.ts';
import { graphDirectoryObjects } from '../../lib/adapters/graph/directory-objects.ts';
import type { PostureSource } from '../../lib/ports/posture-source.ts';
import { indexAccess } from '../../lib/posture/access-index.ts';
import { whoCan } from '../../lib/posture/who-can.ts';
import { credentialOf, personCredential, startArmCloud } from '../support/arm-cloud.ts';
import type { TestCloud } from '../support/cloud.ts';

const signal = new AbortController().signal;
const security = '/providers/Microsoft.Management/managementGroups/mg-security';
const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
let cloud: TestCloud;
let soc: string;
let locker: string;
let posture: PostureSource;
beforeAll(async () => {
  cloud = await startArmCloud();
  const { socSubscriptionId, lockerResourceGroup, lockerAccount } = cloud.endpoints;
  soc = `/subscriptions/${socSubscriptionId}`;
  locker = `${soc}/resourceGroups/${lockerResourceGroup}/providers/Microsoft.Storage/storageAccounts/${lockerAccount}`;
  posture = sourceAs('reader');
});
afterEach(() => cloud.admin('DELETE', '/faults'));
afterAll(() => cloud.dispose());

describe('rights as Azure has them now', () => {
  it('come over every page, from management groups down to containers, with the roles behind them', async () => {
    await cloud.admin('POST', '/access/assignments', {
      principal: 'sg-soc',
      role: 'Owner',
      scope: security,
      endsAt: tomorrow,
    });
    const access = await posture.access(soc, signal);
    expect(access.unread).toEqual([]);
    expect(access.assignments).toContainEqual(
      expect.objectContaining({ scope: security, principalKind: 'group', until: tomorrow }),
    );
    expect(access.assignments.some((one) => one.scope.startsWith(`${locker}/blobServices/`))).toBe(true);
    const roles = new Map(access.roles.map((one) => [guidOf(one.id), one]));
    expect(access.assignments.filter((one) => !roles.has(guidOf(one.roleDefinitionId)))).toEqual([]);
    const permission = (name: string) => access.roles.find((one) => one.name === name)?.permissions[0];
    expect(permission('Contributor')?.notActions).toContain('Microsoft.Authorization/*/Write');
    expect(access.parents).toEqual([
      { scope: soc, parent: security },
      { scope: security, parent: security.replace('security', 'holdfast') },
      { scope: security.replace('security', 'holdfast'), parent: null },
    ]);
  });

  it('name who is in a group within a group, and who may join it', async () => {
    const [members, eligible] = [['lead-1', 'sequencer', 'lead-2'], ['investigator']];
    await cloud.admin('PUT', '/access/members', { group: 'sg-soc-leads', members, eligible });
    const access = await posture.access(soc, signal);
    const leads = access.groups.find((one) => one.name === 'sg-soc-leads');
    expect(leads?.members.map((one) => [one.kind, one.eligible])).toEqual([
      ['person', false],
      ['managed-identity', false],
      ['person', false],
      ['person', true],
    ]);
    expect(access.principals.find((one) => one.id === person(8))).toEqual({
      id: person(8),
      kind: 'person',
      name: 'Investigator',
      signInName: 'investigator@holdfast.example',
    });
  });

  it('tell the eligible from the active and are answered from: who can clear a hold, unless it is denied', async () => {
    const question = {
      right: 'clear-legal-holds',
      scope: `${locker}/blobServices/default/containers/inc-1`,
      at: new Date().toISOString(),
      reach: 'exactly',
    } as const;
    const holders = async () => whoCan(indexAccess(await posture.access(soc, signal)), question);
    const before = await holders();
    expect(before.unknown).toEqual([]);
    expect(before.holders.map((one) => `${one.principal.name} ${one.paths[0]?.manner}`).toSorted()).toEqual([
      'Analyst active',
      'Controller 1 eligible',
      'Controller 2 eligible',
      'Investigator eligible',
      'Lead 1 active',
      'Lead 2 active',
      'Responder active',
      'id-holdfast-sequencer active',
    ]);
    await cloud.admin('POST', '/access/denies', {
      name: 'nobody clears holds',
      scope: soc,
      actions: ['*/clearLegalHold/action'],
      principals: ['everyone'],
      excludePrincipals: ['controller-1'],
    });
    expect((await holders()).holders.map((one) => one.principal.name)).toEqual(['Controller 1']);
  });

  it('take a deny that Azure does not protect for one that may only audit', async () => {
    const isSystemProtected = false;
    const actions = ['*/listKeys/action'];
    const [principals, excludePrincipals] = [['sg-soc'], ['controller-1', 'custodian']];
    const deny = { name: 'no keys for the SOC', scope: soc, actions, principals, excludePrincipals };
    await cloud.admin('POST', '/access/denies', { ...deny, isSystemProtected });
    const { denies } = await posture.access(soc, signal);
    expect(denies.map((one) => [one.permissions[0]?.actions[0], one.effect])).toEqual([
      ['*/clearLegalHold/action', 'enforced'],
      ['*/listKeys/action', 'unknown'],
    ]);
    expect(denies[1]?.principals.map((one) => one.kind)).toEqual(['group']);
    expect(denies[1]?.excludedPrincipals.map((one) => one.kind)).toEqual(['person', 'service-principal']);
  });
});

describe('guards as Azure has them now', () => {
  it('are the account, its locks and what is logged', async () => {
    expect(await posture.account(locker, signal)).toMatchObject({
      kind: 'read',
      value: {
        publicNetworkAccess: 'Disabled',
        defaultAction: 'Deny',
        rules: [],
        allowSharedKeyAccess: false,
        minimumTlsVersion: 'TLS1_2',
        privateEndpoints: [{ status: 'Approved', id: expect.stringMatching(/privateEndpoints\/pe-locker$/) }],
      },
    });
    expect(await posture.locks(`${locker}/blobServices/default/containers/x`, signal)).toMatchObject({
      value: [{ scope: locker, level: 'CanNotDelete' }],
    });
    expect(await posture.locks(locker.replace(/\/providers\/.*$/, ''), signal)).toMatchObject({ value: [] });
    const settings = await posture.diagnosticSettings(`${locker}/blobServices/default`, signal);
    expect(settings).toMatchObject({
      value: [{ name: 'holdfast-custody', categories: ['StorageRead', 'StorageWrite', 'StorageDelete'] }],
    });
  });

  it('show drift: the network opened, shared keys allowed', async () => {
    await cloud.admin('POST', '/access/assignments', { principal: 'auditor', role: 'Owner', scope: soc });
    const { lockerResourceGroup, lockerAccount, socSubscriptionId, arm } = cloud.endpoints;
    const person = new StorageManagementClient(personCredential(cloud, 'auditor'), socSubscriptionId, {
      endpoint: arm,
    });
    await person.storageAccounts.update(lockerResourceGroup, lockerAccount, {
      publicNetworkAccess: 'Enabled',
      networkRuleSet: {
        defaultAction: 'Allow',
        bypass: 'AzureServices',
        ipRules: [{ iPAddressOrRange: '203.0.113.7', action: 'Allow' }],
      },
      allowSharedKeyAccess: true,
    });
    expect(await posture.account(locker, signal)).toMatchObject({
      value: {
        publicNetworkAccess: 'Enabled',
        defaultAction: 'Allow',
        rules: ['203.0.113.7'],
        bypass: 'AzureServices',
        allowSharedKeyAccess: true,
      },
    });
  });
});

describe('what cannot be read is said, never taken for nothing', () => {
  it('refused: an identity without the right', async () => {
    const access = await sourceAs('custodian').access(soc, signal);
    expect(access.unread.map((one) => [one.what, one.reason])).toEqual(
      expect.arrayContaining([
        ['assignments', 'refused'],
        ['eligibilities', 'refused'],
        ['denies', 'refused'],
        ['classic-administrators', 'refused'],
      ]),
    );
    const acquirer = sourceAs('acquirer');
    const refused = { kind: 'unread', why: 'refused' };
    expect(await acquirer.account(locker, signal)).toMatchObject(refused);
    expect(await acquirer.locks(locker, signal)).toMatchObject(refused);
    expect(await acquirer.diagnosticSettings(locker, signal)).toMatchObject(refused);
  });

  it('but a tenant without privileged identity management has nobody eligible', async () => {
    const unlicensed = { kind: 'status', status: 400, code: 'AadPremiumLicenseRequired', message: 'P2' };
    const asked = [
      'RoleEligibilityScheduleInstances_ListForScope',
      'RoleAssignmentScheduleInstances_ListForScope',
    ];
    for (const operation of [...asked, 'GroupEligibility_List']) await fault(operation, unlicensed);
    const { unread, eligibilities, assignments, groups } = await posture.access(soc, signal);
    expect([unread, eligibilities]).toEqual([[], []]);
    expect([assignments.length > 0, groups.length]).toEqual([true, 3]);
  });

  it('throttled: asked too often', async () => {
    const slowly = { status: 429, code: 'TooManyRequests', message: 'slow down', retryAfter: 0 };
    for (const operation of ['RoleDefinitions_List', 'ManagementLocks_ListByScope', 'Groups_Get'])
      await fault(operation, { kind: 'status', ...slowly });
    const { unread, assignments } = await posture.access(soc, signal);
    expect(new Set(unread.map((one) => `${one.what} ${one.reason}`))).toEqual(
      new Set(['role-definition throttled', 'group throttled']),
    );
    const missing = unread.filter((one) => one.what === 'role-definition').map((one) => guidOf(one.subject));
    expect(assignments.filter((one) => !missing.includes(guidOf(one.roleDefinitionId)))).toEqual([]);
    expect(await posture.locks(locker, signal)).toMatchObject({ kind: 'unread', why: 'throttled' });
  });

  it('counted where the client hides that it was asked to slow down, as for every other client', async () => {
    const fault = { kind: 'status', status: 429, code: 'TooManyRequests', message: 'busy', retryAfter: 0 };
    await cloud.fault('RoleAssignments_ListForScope', fault);
    let count = 0;
    const counted = () => {
      count += 1;
    };
    const access = await countingThrottles(counted, () => posture.access(soc, signal));
    expect(access.unread).toEqual([]);
    expect(count).toBe(1);
  });

  it('no answer: one that breaks off or makes no sense', async () => {
    await fault('DenyAssignments_ListForScope', { kind: 'drop', afterBytes: 10 });
    await fault('Entities_List', { kind: 'corrupt', atByte: 0 });
    await fault('GroupEligibility_List', { kind: 'drop', afterBytes: 0 });
    await fault('ManagementLocks_ListByScope', { kind: 'corrupt', atByte: 0 });
    const { unread } = await posture.access(soc, signal);
    expect(new Set(unread.map((one) => `${one.what} ${one.reason}`))).toEqual(
      new Set(['denies no-answer', 'parent no-answer', 'group no-answer']),
    );
    expect(await posture.locks(locker, signal)).toMatchObject({ kind: 'unread', why: 'no-answer' });
  });
});

function sourceAs(identity: 'reader' | 'custodian' | 'acquirer'): PostureSource {
  const credential = credentialOf(cloud, identity);
  const directory = graphDirectoryObjects({ credential, graphEndpoint: cloud.endpoints.graph });
  return azurePostureSource({ credential, armEndpoint: cloud.endpoints.arm, directory });
}

function fault(operation: string, what: object): Promise<unknown> {
  return cloud.fault(operation, what, 4);
}

function person(n: number): string {
  return `a0000000-0000-4000-8000-00000000000${n}`;
}

function guidOf(id: string): string {
  return id.split('/').at(-1) ?? '';
}
