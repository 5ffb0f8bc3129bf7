import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { StorageManagementClient } from '@azure/arm-storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { azureProvisioningSite } from '../../lib/adapters/azure/provisioning-site.ts';
import { identityObjectId } from '../../lib/adapters/graph/identity-object-id.ts';
import { serviceNamed } from '../../lib/embedded/cloud/tenant.ts';
import type { ProvisioningSite } from '../../lib/ports/provisioning-site.ts';
import { planProvision } from '../../lib/provision/plan.ts';
import type { ProvisionPlan } from '../../lib/provision/provision-plan.ts';
import { type ProvisionStep, stepWords } from '../../lib/provision/provision-step.ts';
import { type SocHouse, wantedOfAnchors, wantedOfSoc } from '../../lib/provision/soc-house.ts';
import type { WantedState } from '../../lib/provision/wanted-state.ts';
import { authorizationOf, personCredential, withoutDelays } from '../support/arm-cloud.ts';
import { startTestCloud, type TestCloud } from '../support/cloud.ts';
import { notPassing } from '../support/not-passing.ts';
import { socHouseOf } from '../support/provision-house.ts';

const signal = new AbortController().signal;
const [lead, department] = ['lead-1', 'auditor'];
let cloud: TestCloud;
let site: ProvisioningSite;
let soc: string;
let house: SocHouse;
beforeAll(async () => {
  cloud = await startTestCloud({ env: { HOLDFAST_CLOUD_BARE: 'yes' } });
  await withoutDelays(cloud);
  const { socSubscriptionId, arm } = cloud.endpoints;
  soc = `/subscriptions/${socSubscriptionId}`;
  house = socHouseOf(cloud);
  await cloud.admin('POST', '/access/assignments', { principal: lead, role: 'Owner', scope: soc });
  await cloud.admin('POST', '/access/assignments', {
    principal: department,
    role: 'Owner',
    scope: anchors(),
  });
  site = azureProvisioningSite({ credential: personCredential(cloud, lead), armEndpoint: arm });
});
afterAll(() => cloud.dispose());

describe('provisioning an empty subscription', () => {
  it('names what is missing in an order in which it can be made, and changes nothing by looking', async () => {
    const plan = await planOf(wantedOfSoc(house));
    expect(plan.left).toEqual([]);
    expect(plan.steps.map(({ kind }) => kind).filter((kind, i, all) => kind !== all[i - 1])).toEqual([
      'create-group',
      'create-account',
      'create-endpoint',
      'create-container',
      'send-logs',
      'put-lock',
      'put-role',
      'assign-role',
      'make-eligible',
    ]);
    expect(await planOf(wantedOfSoc(house))).toEqual(plan);
  });

  it('stops where Azure refuses, with its words, and goes on from there', async () => {
    const refusal = { kind: 'status', status: 403, code: 'AuthorizationFailed', message: 'Ask the owner.' };
    await cloud.admin('POST', '/faults', { operation: 'RoleDefinitions_CreateOrUpdate', fault: refusal });
    const { steps } = await planOf(wantedOfSoc(house));
    await expect(applied(steps)).rejects.toThrow(/create the role Holdfast Reader.*Ask the owner\./);
    const rest = await planOf(wantedOfSoc(house));
    expect(rest.steps[0]).toMatchObject({ kind: 'put-role', name: 'Holdfast Reader' });
    await applied(rest.steps);
    expect(await planOf(wantedOfSoc(house))).toEqual({ steps: [], left: [] });
  });

  it('leaves a subscription whose every control passes, once the owner who did it has left', async () => {
    expect((await notPassing(cloud, house)).length).toBeGreaterThan(5); // an owner holds every right
    await withoutOwner();
    expect(await notPassing(cloud, house)).toEqual([]);
  });
});

describe('provisioning what is there already', () => {
  it('closes what was opened and widens nothing that is stricter', async () => {
    await cloud.admin('POST', '/access/assignments', { principal: lead, role: 'Owner', scope: soc });
    const person = personCredential(cloud, lead);
    const { lockerResourceGroup, lockerAccount } = cloud.endpoints;
    const storage = new StorageManagementClient(person, cloud.endpoints.socSubscriptionId, {
      endpoint: cloud.endpoints.arm,
    });
    await storage.storageAccounts.update(lockerResourceGroup, lockerAccount, {
      publicNetworkAccess: 'Enabled',
      minimumTlsVersion: 'TLS1_3',
      networkRuleSet: {
        defaultAction: 'Deny',
        bypass: 'None',
        ipRules: [{ iPAddressOrRange: '203.0.113.7' }],
      },
    });
    const { steps } = await planOf(wantedOfSoc(house));
    expect(steps).toMatchObject([
      {
        kind: 'mend-account',
        changes: [
          { property: 'public network access', before: 'Enabled', after: 'Disabled' },
          { property: 'addresses let in', before: '203.0.113.7', after: 'none' },
        ],
      },
    ]);
    await applied(steps);
    const mended = await storage.storageAccounts.getProperties(lockerResourceGroup, lockerAccount);
    expect(mended).toMatchObject({ publicNetworkAccess: 'Disabled', minimumTlsVersion: 'TLS1_3' });
    await withoutOwner();
  });

  it('reads nothing as missing that it may not read', async () => {
    const stranger = azureProvisioningSite({
      credential: personCredential(cloud, 'investigator'),
      armEndpoint: cloud.endpoints.arm,
    });
    const wanted = wantedOfSoc(house);
    const { steps, left } = planProvision(wanted, await stranger.read(wanted, signal));
    expect(steps).toEqual([]);
    expect(left.length).toBeGreaterThan(20);
    expect(left[0]?.why).toMatch(
      /^Not known: Azure refused.*AuthorizationFailed|does not have authorization/,
    );
  });

  it('locks the anchors’ retention last and only for who types the account’s name, from a shell', async () => {
    const refused = await shell(['--apply', '--anchors', anchorsGroup()], 'hfanchors\n');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/Lock the retention of ledger .* for good: not confirmed/);
    const unanswered = await shell(['--apply', '--anchors', anchorsGroup()], '');
    expect(unanswered).toMatchObject({ code: 1, stderr: expect.stringMatching(/for good: not confirmed/) });
    const plan = await shell(['--plan', '--json', '--anchors', anchorsGroup()], '');
    expect(JSON.parse(plan.stdout)).toEqual({
      steps: [
        {
          kind: 'lock-retention',
          words: 'Lock the retention of ledger in hfanchorsneu01 at 30 days, for good',
          irreversible: true,
          changes: [],
        },
      ],
      left: [],
    });
    const done = await shell(['--apply', '--anchors', anchorsGroup()], 'hfanchorsneu01\n');
    expect(done).toMatchObject({ code: 0, stdout: expect.stringMatching(/Read back:\nNothing to do\.\n$/) });
    expect((await shell(['--plan', '--apply'], '')).code).toBe(2);
  }, 30_000);

  it('keeps a longer locked retention, and extends a shorter one', async () => {
    const owner = azureProvisioningSite({
      credential: personCredential(cloud, department),
      armEndpoint: cloud.endpoints.arm,
    });
    const plan = async (retentionDays: number) => {
      const wanted = wantedOfAnchors({
        account: `${anchorsGroup()}/providers/Microsoft.Storage/storageAccounts/hfanchorsneu01`,
        region: 'northeurope',
        container: 'ledger',
        retentionDays,
        anchorer: serviceNamed('anchorer').objectId,
      });
      return planProvision(wanted, await owner.read(wanted, signal));
    };
    expect(await plan(7)).toEqual({ steps: [], left: [] });
    const { steps } = await plan(60);
    expect(steps.map(stepWords)).toEqual([
      'Extend the locked retention of ledger in hfanchorsneu01, for good',
    ]);
    const late = (await plan(90)).steps;
    for (const step of steps) await owner.perform(step, signal);
    expect(await plan(60)).toEqual({ steps: [], left: [] });
    await expect(owner.perform(late[0] ?? expect.unreachable(), signal)).rejects.toThrow(/no longer 30 days/);
  });

  it('replaces no length that was set after the plan was made', async () => {
    const owner = azureProvisioningSite({
      credential: personCredential(cloud, department),
      armEndpoint: cloud.endpoints.arm,
    });
    const account = `${anchorsGroup()}/providers/Microsoft.Storage/storageAccounts/hfanchorsneu01`;
    const set = (days: number, before: number | null) =>
      owner.perform({ kind: 'set-retention', account, container: 'drafts', days, before }, signal);
    await owner.perform({ kind: 'create-container', account, name: 'drafts' }, signal);
    await set(30, null);
    await expect(set(7, null)).rejects.toThrow(/no longer 0 days/);
    await expect(set(20, 14)).rejects.toThrow(/no longer 14 days/);
    await set(60, 30);
    await expect(set(60, 30)).rejects.toThrow(/no longer 30 days/);
  });

  it('finds the identities by their client ids, and says of a stranger’s that nobody knows it', async () => {
    const graph = {
      credential: personCredential(cloud, lead),
      graphEndpoint: cloud.endpoints.graph,
    };
    const { clientId, objectId } = serviceNamed('acquirer');
    expect(await identityObjectId(graph, clientId, signal)).toBe(objectId);
    expect(await identityObjectId(graph, 'c0000000-0000-4000-8000-0000000000ff', signal)).toBeNull();
  });
});

async function planOf(wanted: WantedState): Promise<ProvisionPlan> {
  return planProvision(wanted, await site.read(wanted, signal));
}

async function applied(steps: readonly ProvisionStep[]): Promise<void> {
  for (const step of steps) await site.perform(step, signal);
}

function anchors(): string {
  return '/subscriptions/e7d05b93-2c41-4a8e-b6f0-18c3d9a75e21';
}

function anchorsGroup(): string {
  return `${anchors()}/resourceGroups/rg-ledger-anchors`;
}

/** The verb itself, with the settings of the empty tenant. */
async function shell(args: readonly string[], typed: string) {
  const { endpoints, home } = cloud;
  const { adminEndpoint, adminTokenFile } = endpoints;
  writeFileSync(join(home, 'run.json'), JSON.stringify({ adminEndpoint, adminTokenFile }));
  const child = spawn(process.execPath, ['lib/cli/main.ts', 'provision', '--as', department, ...args], {
    env: {
      ...process.env,
      NODE_EXTRA_CA_CERTS: endpoints.caFile,
      HOLDFAST_MODE: 'embedded',
      HOLDFAST_HOME: home,
      HOLDFAST_PUBLIC_URL: 'http://127.0.0.1:3000',
      HOLDFAST_TENANT_ID: endpoints.tenantId,
      HOLDFAST_ARM_ENDPOINT: endpoints.arm,
      HOLDFAST_GRAPH_ENDPOINT: endpoints.graph,
      HOLDFAST_LOCKER_SUBSCRIPTION_ID: endpoints.socSubscriptionId,
      HOLDFAST_LOCKER_RESOURCE_GROUP: endpoints.lockerResourceGroup,
      HOLDFAST_LOCKER_ACCOUNT: endpoints.lockerAccount,
      HOLDFAST_SNAPSHOT_RESOURCE_GROUPS: `northeurope=${soc}/resourceGroups/rg-soc-snapshots-neu`,
      HOLDFAST_RETENTION_DAYS: '30',
      HOLDFAST_READER_CLIENT_ID: endpoints.clientIds.reader,
      HOLDFAST_ACQUIRER_CLIENT_ID: endpoints.clientIds.acquirer,
      HOLDFAST_LOCKER_CLIENT_ID: endpoints.clientIds.locker,
      HOLDFAST_CUSTODIAN_CLIENT_ID: endpoints.clientIds.custodian,
      HOLDFAST_SEQUENCER_CLIENT_ID: endpoints.clientIds.sequencer,
      HOLDFAST_ANCHORER_CLIENT_ID: endpoints.clientIds.anchorer,
      HOLDFAST_ANCHORS_CONTAINER_URL: endpoints.anchorsContainerUrl,
      HOLDFAST_DATA_KEYS_CONTAINER_URL: endpoints.dataKeysContainerUrl,
    },
  });
  child.stdin.end(typed);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { code: Number(code), stdout, stderr };
}

async function withoutOwner(): Promise<void> {
  const client = authorizationOf(cloud, personCredential(cloud, lead));
  const own: string[] = [];
  for await (const { principalId, id } of client.roleAssignments.listForScope(soc))
    if (principalId === 'a0000000-0000-4000-8000-000000000003' && id !== undefined) own.push(id);
  for (const id of own) await client.roleAssignments.deleteById(id);
}
