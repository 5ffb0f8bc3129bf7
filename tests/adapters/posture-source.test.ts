import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { azurePostureSource } from '../../lib/adapters/azure/posture-source.ts';
import { groupMembers } from '../../lib/adapters/graph/group-members.ts';
import type { PostureReading, PostureSource } from '../../lib/ports/posture-source.ts';
import { credentialOf, startArmCloud } from '../support/arm-cloud.ts';
import type { TestCloud } from '../support/cloud.ts';

const signal = new AbortController().signal;
let cloud: TestCloud;
let locker: string;
let posture: PostureSource;
beforeAll(async () => {
  cloud = await startArmCloud();
  const { socSubscriptionId, lockerResourceGroup, lockerAccount } = cloud.endpoints;
  locker = `/subscriptions/${socSubscriptionId}/resourceGroups/${lockerResourceGroup}/providers/Microsoft.Storage/storageAccounts/${lockerAccount}`;
  posture = sourceAs('reader');
});
afterEach(() => cloud.admin('DELETE', '/faults'));
afterAll(() => cloud.dispose());

describe('rights as Azure has them now', () => {
  it('come with those of management groups and those further down, over every page', async () => {
    const security = '/providers/Microsoft.Management/managementGroups/mg-security';
    await cloud.admin('POST', '/access/assignments', { principal: 'sg-soc', role: 'Owner', scope: security });
    const assignments = read(await posture.roleAssignments(locker, signal));
    expect(assignments).toContainEqual(
      expect.objectContaining({ scope: security, principalType: 'Group', condition: null }),
    );
    expect(assignments.some((one) => one.scope.startsWith(`${locker}/blobServices/`))).toBe(true);
    const roles = read(await posture.roleDefinitions(locker, signal));
    const named = (name: string) => roles.find((one) => one.name === name)?.permissions[0];
    expect(named('Contributor')?.notActions).toContain('Microsoft.Authorization/*/Write');
    expect(named('Storage Blob Data Reader')?.dataActions).toEqual([
      'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read',
    ]);
    const ids = roles.map((one) => guidOf(one.id));
    expect(assignments.filter((one) => !ids.includes(guidOf(one.roleDefinitionId)))).toEqual([]);
  });

  it('name the members of a group one by one, a group within it as a group', async () => {
    expect(read(await posture.groupMembers(group(1), signal)).map((one) => [one.kind, one.name])).toEqual([
      ['group', 'sg-soc-analysts'],
      ['group', 'sg-soc-leads'],
    ]);
    const leads = ['controller-1', 'sequencer', 'lead-1'];
    await cloud.admin('PUT', '/access/members', { group: 'sg-soc-leads', members: leads });
    expect(read(await posture.groupMembers(group(3), signal)).map((one) => one.kind)).toEqual([
      'person',
      'identity',
      'person',
    ]);
    expect(await posture.groupMembers(group(9), signal)).toMatchObject({ kind: 'unread', why: 'missing' });
  });

  it('tell the eligible from the active, and what is denied to whom', async () => {
    const eligible = read(await posture.eligibleRoles(locker, signal));
    expect(eligible.map((one) => one.principalId).toSorted()).toEqual([person(6), person(7)]);
    await cloud.admin('POST', '/access/denies', {
      name: 'nobody clears holds',
      scope: locker,
      actions: ['*/clearLegalHold/action'],
      principals: ['everyone'],
      excludePrincipals: ['controller-1'],
      doNotApplyToChildScopes: true,
    });
    expect(read(await posture.denyAssignments(locker, signal))).toMatchObject([
      {
        appliesToChildScopes: false,
        principals: [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }],
        excludePrincipals: [{ id: person(6) }],
        permissions: [{ actions: ['*/clearLegalHold/action'] }],
      },
    ]);
  });
});

describe('guards as Azure has them now', () => {
  it('are the account, its locks and what is logged', async () => {
    expect(read(await posture.storageAccount(locker, signal))).toMatchObject({
      publicNetworkAccess: 'Disabled',
      defaultAction: 'Deny',
      allowedAddresses: [],
      allowSharedKeyAccess: false,
      minimumTlsVersion: 'TLS1_2',
      privateEndpoints: [{ status: 'Approved' }],
    });
    expect(read(await posture.locks(`${locker}/blobServices/default/containers/x`, signal))).toMatchObject([
      { scope: locker, name: 'holdfast-locker', level: 'CanNotDelete' },
    ]);
    expect(read(await posture.locks(locker.replace(/\/providers\/.*$/, ''), signal))).toEqual([]);
    expect(read(await posture.diagnosticSettings(`${locker}/blobServices/default`, signal))).toMatchObject([
      { name: 'holdfast-custody', categories: ['StorageRead', 'StorageWrite', 'StorageDelete'] },
    ]);
  });
});

describe('what cannot be read is said, never taken for nothing', () => {
  it('refused: an identity without the right', async () => {
    const custodian = sourceAs('custodian');
    const answers = [
      await custodian.roleAssignments(locker, signal),
      await custodian.eligibleRoles(locker, signal),
      await custodian.denyAssignments(locker, signal),
      await custodian.roleDefinitions(locker, signal),
      await custodian.groupMembers(group(1), signal),
      await custodian.locks(locker, signal),
      await custodian.diagnosticSettings(`${locker}/blobServices/default`, signal),
      await sourceAs('acquirer').storageAccount(locker, signal),
    ];
    expect(answers.map((one) => one.kind === 'unread' && one.why)).toEqual(answers.map(() => 'refused'));
    expect(answers[0]).toMatchObject({ words: expect.stringContaining('lacks a right there') });
  });

  it.each([
    ['RoleAssignments_ListForScope', () => posture.roleAssignments(locker, signal)],
    ['ManagementLocks_ListByScope', () => posture.locks(locker, signal)],
    ['StorageAccounts_GetProperties', () => posture.storageAccount(locker, signal)],
  ])('throttled: %s asked too often', async (operation, ask) => {
    await fault(operation, {
      kind: 'status',
      status: 429,
      code: 'TooManyRequests',
      message: 'slow down',
      retryAfter: 0,
    });
    expect(await ask()).toMatchObject({ kind: 'unread', why: 'throttled' });
  });

  it('unreachable: an answer that breaks off', async () => {
    await fault('DenyAssignments_ListForScope', { kind: 'drop', afterBytes: 10 });
    await fault('ManagementLocks_ListByScope', { kind: 'corrupt', atByte: 0 });
    await fault('Groups_Get', { kind: 'drop', afterBytes: 0 });
    const answers = [
      await posture.denyAssignments(locker, signal),
      await posture.locks(locker, signal),
      await posture.groupMembers(group(1), signal),
    ];
    expect(answers.map((one) => one.kind === 'unread' && one.why)).toEqual(answers.map(() => 'unreachable'));
  });
});

function sourceAs(identity: 'reader' | 'custodian' | 'acquirer'): PostureSource {
  const credential = credentialOf(cloud, identity);
  const graph = { credential, graphEndpoint: cloud.endpoints.graph };
  return azurePostureSource({
    credential,
    armEndpoint: cloud.endpoints.arm,
    groupMembers: (id, within) => groupMembers(graph, id, within),
  });
}

function fault(operation: string, what: object): Promise<unknown> {
  return cloud.admin('POST', '/faults', { operation, fault: what, times: 4 });
}

function read<T>(answer: PostureReading<T>): T {
  if (answer.kind === 'read') return answer.value;
  throw new Error(`${answer.why}: ${answer.words}`);
}

function group(n: number): string {
  return `f0000000-0000-4000-8000-00000000000${n}`;
}

function person(n: number): string {
  return `a0000000-0000-4000-8000-00000000000${n}`;
}

function guidOf(id: string): string {
  return id.split('/').at(-1) ?? '';
}
