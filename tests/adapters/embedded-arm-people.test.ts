import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentialOf, startArmCloud } from '../support/arm-cloud.ts';
import type { TestCloud } from '../support/cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startArmCloud();
});
afterAll(() => cloud.dispose());

describe('rights of people', () => {
  it('an analyst holds Reader in production and nothing in the restricted subscription; lead-1 holds both', async () => {
    const analyst = 'a0000000-0000-4000-8000-000000000001';
    const lead = 'a0000000-0000-4000-8000-000000000003';
    const auditor = 'a0000000-0000-4000-8000-000000000005';
    const production = `/subscriptions/${cloud.endpoints.productionSubscriptionId}`;
    const restricted = '/subscriptions/9be20c74-16d8-45fa-a9c7-e05f3b8d1462';
    expect(await rolesOf(analyst, `${production}/resourceGroups/rg-web-prod`)).toEqual(['Reader']);
    expect(await rolesOf(analyst, restricted)).toEqual([]);
    expect(await rolesOf(lead, restricted)).toEqual(['Reader']);
    expect(await rolesOf(auditor, production)).toEqual([]);
  });
});

async function rolesOf(objectId: string, scope: string): Promise<string[]> {
  const client = new AuthorizationManagementClient(
    credentialOf(cloud, 'reader'),
    cloud.endpoints.productionSubscriptionId,
    {
      endpoint: cloud.endpoints.arm,
      credentialScopes: 'https://management.azure.com/.default',
    },
  );
  const names: string[] = [];
  for await (const one of client.roleAssignments.listForScope(scope, {
    filter: `assignedTo('${objectId}')`,
  })) {
    const role = await client.roleDefinitions.getById(one.roleDefinitionId ?? '');
    names.push(role.roleName ?? '');
  }
  return names;
}
