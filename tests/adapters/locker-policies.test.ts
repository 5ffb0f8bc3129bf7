import { StorageManagementClient } from '@azure/arm-storage';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { azureLockerPolicies } from '../../lib/adapters/azure/locker-policies.ts';
import type { LockerPolicies } from '../../lib/ports/locker-policies.ts';
import { credentialOf, personCredential, startArmCloud, storageOf } from '../support/arm-cloud.ts';
import type { TestCloud } from '../support/cloud.ts';

const signal = new AbortController().signal;
let cloud: TestCloud;
let policies: LockerPolicies;
let container = '';
let count = 0;

beforeAll(async () => {
  cloud = await startArmCloud();
  policies = policiesAs('custodian');
});
beforeEach(async () => {
  count += 1;
  container = `inc-2026-${String(count).padStart(4, '0')}`;
  await storageOf(cloud, 'locker').blobContainers.create(...account(), container, {});
});
afterEach(() => cloud.admin('DELETE', '/faults'));
afterAll(() => cloud.dispose());

describe('the guard of a container', () => {
  it('is nothing at first, then what was put, locked and held, each with who and when', async () => {
    expect(await guard()).toMatchObject({ container, policy: null, hold: [] });
    await lock(10);
    await policies.placeHold(container, ['INC20260001', 'case77'], signal);
    const custodian = { objectId: 'b0000000-0000-4000-8000-000000000004', name: null };
    expect(await guard()).toMatchObject({
      policy: {
        state: 'Locked',
        days: 10,
        appends: 'none',
        extensionsLeft: 5,
        history: [
          { change: 'put', days: 10, by: custodian },
          { change: 'lock', days: 10, by: custodian },
        ],
      },
      hold: [{ tag: 'inc20260001', by: custodian }, { tag: 'case77' }],
    });
  });

  it('shows what somebody did past the portal: another tag, by name; a cleared one is gone', async () => {
    const { socSubscriptionId: subscription } = cloud.endpoints;
    await cloud.admin('POST', '/access/assignments', {
      principal: 'auditor',
      role: 'Storage Account Contributor',
      scope: `/subscriptions/${subscription}`,
    });
    await policies.placeHold(container, ['ours'], signal);
    const person = new StorageManagementClient(personCredential(cloud, 'auditor'), subscription, {
      endpoint: cloud.endpoints.arm,
    });
    await person.blobContainers.clearLegalHold(...account(), container, { tags: ['ours'] });
    await person.blobContainers.setLegalHold(...account(), container, { tags: ['theirs'] });
    expect((await guard()).hold).toMatchObject([{ tag: 'theirs', by: { name: 'auditor@holdfast.example' } }]);
  });

  it('is prolonged five times and never shortened; the same again changes nothing', async () => {
    await expect(policies.extendRetention(container, 30, signal)).rejects.toMatchObject({
      code: 'policy-not-locked',
    });
    await lock(10);
    const first = await policies.extendRetention(container, 11, signal);
    expect(first.azure).toHaveLength(1);
    expect(first.value.policy).toMatchObject({ days: 11, extensionsLeft: 4 });
    expect((await policies.extendRetention(container, 11, signal)).azure).toEqual([]);
    await expect(policies.extendRetention(container, 10, signal)).rejects.toMatchObject({ code: 'conflict' });
    for (const days of [12, 13, 14, 15]) await policies.extendRetention(container, days, signal);
    await expect(policies.extendRetention(container, 16, signal)).rejects.toThrow('five times');
  });

  it('is extended once although the first answer was lost', async () => {
    await lock(10);
    const fault = { kind: 'duplicate' };
    const operation = 'BlobContainers_ExtendImmutabilityPolicy';
    await cloud.fault(operation, fault);
    const { value } = await policies.extendRetention(container, 20, signal);
    expect(value.policy).toMatchObject({ days: 20, extensionsLeft: 4 });
  });
});

describe('the list of containers', () => {
  it('names all of them, over every page, with their flags', async () => {
    while (count < 7) {
      count += 1;
      await storageOf(cloud, 'locker').blobContainers.create(...account(), `inc-2026-000${count}`, {});
    }
    await policies.placeHold(container, ['held'], signal);
    const answer = await policies.list(signal);
    const flags = answer.kind === 'read' ? answer.value : [];
    expect(flags.length).toBeGreaterThanOrEqual(7);
    expect(flags.filter((one) => one.container === container)).toEqual([
      { container, hasPolicy: false, hasHold: true },
    ]);
  });
});

describe('what cannot be read', () => {
  it('is refused, throttled, unanswered or missing, never "no hold"', async () => {
    expect(await policiesAs('acquirer').read(container, signal)).toMatchObject({ why: 'refused' });
    expect(await policies.read('inc-nowhere', signal)).toMatchObject({ why: 'missing' });
    const status = { kind: 'status', status: 429, code: 'TooManyRequests', message: 'slow', retryAfter: 0 };
    await cloud.fault('BlobContainers_Get', status, 4);
    expect(await policies.read(container, signal)).toMatchObject({ why: 'throttled' });
    const drop = { kind: 'drop', afterBytes: 20 };
    await cloud.fault('BlobContainers_Get', drop, 4);
    expect(await policies.read(container, signal)).toMatchObject({ why: 'no-answer' });
  });

  it('a hold that Azure refuses is refused in words, and no other identity may place one', async () => {
    await expect(policies.placeHold(container, ['no spaces!'], signal)).rejects.toMatchObject({
      code: 'cloud-refused',
    });
    await expect(policiesAs('locker').placeHold(container, ['abc'], signal)).rejects.toMatchObject({
      code: 'cloud-refused',
    });
  });
});

async function guard() {
  const answer = await policies.read(container, signal);
  if (answer.kind === 'read') return answer.value;
  throw new Error(answer.words);
}

async function lock(days: number): Promise<void> {
  const custodian = storageOf(cloud, 'custodian').blobContainers;
  const set = await custodian.createOrUpdateImmutabilityPolicy(...account(), container, {
    parameters: { immutabilityPeriodSinceCreationInDays: days },
  });
  await custodian.lockImmutabilityPolicy(...account(), container, set.etag ?? '');
}

function policiesAs(identity: 'custodian' | 'locker' | 'acquirer'): LockerPolicies {
  const { endpoints } = cloud;
  return azureLockerPolicies({
    credential: credentialOf(cloud, identity),
    armEndpoint: endpoints.arm,
    subscriptionId: endpoints.socSubscriptionId,
    resourceGroup: endpoints.lockerResourceGroup,
    account: endpoints.lockerAccount,
  });
}

function account(): [string, string] {
  return [cloud.endpoints.lockerResourceGroup, cloud.endpoints.lockerAccount];
}
