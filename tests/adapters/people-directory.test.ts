import { ManagedIdentityCredential } from '@azure/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphPeopleDirectory } from '../../lib/adapters/graph/people-directory.ts';
import type { PeopleDirectory } from '../../lib/ports/people-directory.ts';
import { startTestCloud, type TestCloud } from '../support/cloud.ts';

const analyst = 'a0000000-0000-4000-8000-000000000001';
const nobody = 'a0000000-0000-4000-8000-0000000000ff';
let cloud: TestCloud;
let people: PeopleDirectory;

beforeAll(async () => {
  cloud = await startTestCloud();
  people = directoryAs('reader');
});
afterAll(async () => await cloud.dispose());

describe('who holds the roles', () => {
  it('is everybody to whom one of them is given, and is not known while Graph fails', async () => {
    const before = (await people.holders(['analyst', 'lead'], AbortSignal.timeout(10_000))).toSorted();
    expect(before).toEqual([
      analyst,
      'a0000000-0000-4000-8000-000000000003',
      'a0000000-0000-4000-8000-000000000004',
    ]);
    await cloud.admin('PUT', '/people', { account: 'analyst', roles: [] });
    expect(await people.holders(['analyst', 'lead'], AbortSignal.timeout(10_000))).not.toContain(analyst);
    await cloud.admin('PUT', '/people', { account: 'analyst', roles: ['analyst'] });
    await cloud.fault('Directory_Get', {
      kind: 'status',
      status: 429,
      code: 'TooManyRequests',
      message: 'busy',
    });
    await expect(people.holders(['analyst', 'lead'], AbortSignal.timeout(10_000))).rejects.toMatchObject({
      code: 'throttled',
    });
  });
});

describe('the standing of a person in the tenant', () => {
  it('is an enabled account with its app roles', async () => {
    expect(await standing(analyst)).toEqual({ enabled: true, roles: ['analyst'] });
  });

  it('follows what an administrator does', async () => {
    await cloud.admin('PUT', '/people', { account: 'analyst', roles: ['auditor', 'lead'] });
    expect((await standing(analyst)).roles.toSorted()).toEqual(['auditor', 'lead']);
    await cloud.admin('PUT', '/people', { account: 'analyst', roles: [] });
    expect(await standing(analyst)).toEqual({ enabled: true, roles: [] });
    await cloud.admin('PUT', '/people', { account: 'analyst', roles: ['analyst'], enabled: false });
    expect(await standing(analyst)).toEqual({ enabled: false, roles: [] });
  });

  it('of somebody whom the tenant does not know is that of a deleted account', async () => {
    expect(await standing(nobody)).toEqual({ enabled: false, roles: [] });
  });

  it('cannot be known while Graph fails, or by an identity without the permission', async () => {
    await cloud.fault(
      'Directory_Get',
      { kind: 'status', status: 503, code: 'ServiceUnavailable', message: 'busy' },
      5,
    );
    await expect(standing(nobody)).rejects.toMatchObject({ code: 'cloud-unavailable' });
    await cloud.admin('DELETE', '/faults');
    await expect(standing(nobody, directoryAs('acquirer'))).rejects.toMatchObject({ code: 'cloud-refused' });
  });

  it('is never that of a deleted account because our own registration was not found', async () => {
    const elsewhere = directoryAs('reader', '00000000-0000-4000-8000-000000000000');
    await expect(standing(nobody, elsewhere)).rejects.toMatchObject({ code: 'cloud-unavailable' });
  });
});

function directoryAs(
  identity: 'reader' | 'acquirer',
  clientId = cloud.endpoints.oidcClientId,
): PeopleDirectory {
  const credential = new ManagedIdentityCredential({ clientId: cloud.endpoints.clientIds[identity] });
  return graphPeopleDirectory({ credential, graphEndpoint: cloud.endpoints.graph, clientId });
}

function standing(objectId: string, directory = people) {
  return directory.standing(objectId, AbortSignal.timeout(10_000));
}
