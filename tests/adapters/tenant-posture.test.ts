import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { azurePostureSource } from '../../lib/adapters/azure/posture-source.ts';
import { azureProvisioningSite } from '../../lib/adapters/azure/provisioning-site.ts';
import { graphDirectoryObjects } from '../../lib/adapters/graph/directory-objects.ts';
import { indexAccess } from '../../lib/posture/access-index.ts';
import type { Control } from '../../lib/posture/control.ts';
import { evaluateControl } from '../../lib/posture/evaluate-control.ts';
import type { PostureFacts } from '../../lib/posture/posture-facts.ts';
import { planProvision } from '../../lib/provision/plan.ts';
import { wantedOfSoc } from '../../lib/provision/soc-house.ts';
import { credentialOf, personCredential, startArmCloud } from '../support/arm-cloud.ts';
import type { TestCloud } from '../support/cloud.ts';
import { socHouseOf } from '../support/provision-house.ts';

const signal = new AbortController().signal;
const controllers = ['a0000000-0000-4000-8000-000000000006', 'a0000000-0000-4000-8000-000000000007'];
let cloud: TestCloud;
let soc: string;
let locker: string;
beforeAll(async () => {
  cloud = await startArmCloud();
  const { socSubscriptionId, lockerResourceGroup, lockerAccount } = cloud.endpoints;
  soc = `/subscriptions/${socSubscriptionId}`;
  locker = `${soc}/resourceGroups/${lockerResourceGroup}/providers/Microsoft.Storage/storageAccounts/${lockerAccount}`;
});
afterAll(() => cloud.dispose());

describe('the embedded tenant', () => {
  it('is sound as it is set up: guarded rights are the controllers’ alone, the account is closed, locked and logged', async () => {
    expect(await failing()).toEqual([]);
  });

  it('shows a third person with Owner in every right that this gives', async () => {
    await cloud.admin('POST', '/access/assignments', { principal: 'auditor', role: 'Owner', scope: soc });
    const found = await failing();
    expect(found.map((one) => one.split(':')[0])).toEqual([
      'write-role-assignments',
      'clear-legal-holds',
      'delete-retention',
      'list-account-keys',
      'delete-locks',
      'change-diagnostic-settings',
    ]);
    expect(found[0]).toContain('Auditor');
  });

  it('is what provisioning makes: it finds nothing to do but the containers that the product makes itself', async () => {
    const wanted = wantedOfSoc(socHouseOf(cloud));
    const credential = personCredential(cloud, 'auditor');
    const site = azureProvisioningSite({ credential, armEndpoint: cloud.endpoints.arm });
    const { steps, left } = planProvision(wanted, await site.read(wanted, signal));
    expect(left).toEqual([]);
    expect(steps.map(({ kind }) => kind)).toEqual(['create-container', 'create-container']);
  });
});

/** Every demand that does not pass, with what was read. */
async function failing(): Promise<readonly string[]> {
  const facts = await observe();
  return demands().flatMap((control) => {
    const state = evaluateControl(
      control,
      facts,
      { last: new Map(), exceptions: [] },
      new Date().toISOString(),
    );
    if (state.verdict === 'pass') return [];
    return [
      `${'right' in control ? control.right : control.kind}: ${state.verdict} ${state.raw} ${state.why}`,
    ];
  });
}

function demands(): readonly Control[] {
  const held = (right: Extract<Control, { right: unknown }>['right'], both: boolean): Control => ({
    kind: 'right-held-by-controllers',
    right,
    scope: locker,
    controllers: both ? controllers : [],
    bothMustHold: both,
    alsoAllowed: [],
    productIdentities: [],
    standing: 'forbidden',
  });
  return [
    held('write-role-assignments', true),
    held('clear-legal-holds', true),
    held('delete-retention', true),
    held('list-account-keys', false),
    held('delete-locks', true),
    held('change-diagnostic-settings', true),
    { kind: 'two-controllers' },
    { kind: 'public-network-off', account: locker },
    { kind: 'network-rules-deny', account: locker, rules: [], bypass: [] },
    {
      kind: 'private-endpoints',
      account: locker,
      endpoints: [
        `${soc}/resourceGroups/rg-soc-network/providers/Microsoft.Network/privateEndpoints/pe-locker`,
      ],
    },
    { kind: 'shared-keys-off', account: locker },
    { kind: 'anonymous-access-off', account: locker },
    { kind: 'minimum-tls', account: locker },
    {
      kind: 'blob-logs',
      account: locker,
      workspace: `${soc}/resourceGroups/rg-soc-logs/providers/Microsoft.OperationalInsights/workspaces/law-soc`,
    },
    { kind: 'lock', scope: locker },
  ];
}

async function observe(): Promise<PostureFacts> {
  const credential = credentialOf(cloud, 'reader');
  const { arm, graph } = cloud.endpoints;
  const directory = graphDirectoryObjects({ credential, graphEndpoint: graph });
  const posture = azurePostureSource({ credential, armEndpoint: arm, directory });
  const access = await posture.access(soc, signal);
  const key = locker.toLowerCase();
  return {
    access: { kind: 'read', value: indexAccess(access), at: access.readAt },
    controllers: { kind: 'read', value: controllers, at: access.readAt },
    accounts: new Map([[key, await posture.account(locker, signal)]]),
    containers: new Map(),
    diagnostics: new Map([[key, await posture.diagnosticSettings(`${locker}/blobServices/default`, signal)]]),
    locks: new Map([[key, await posture.locks(locker, signal)]]),
  };
}
