import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startArmCloud, storageOf } from '../support/arm-cloud.ts';
import type { TestCloud } from '../support/cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startArmCloud();
});
afterAll(() => cloud.dispose());

describe('retention and holds', () => {
  it('lock once, extend five times and never shorten or go away', async () => {
    const { resourceGroup, account } = locker();
    await storageOf(cloud, 'locker').blobContainers.create(resourceGroup, account, 'inc-2026-0001', {});
    const custodian = storageOf(cloud, 'custodian').blobContainers;
    const set = await custodian.createOrUpdateImmutabilityPolicy(resourceGroup, account, 'inc-2026-0001', {
      parameters: { immutabilityPeriodSinceCreationInDays: 10 },
    });
    await expect(
      custodian.lockImmutabilityPolicy(resourceGroup, account, 'inc-2026-0001', '"stale"'),
    ).rejects.toMatchObject({ statusCode: 412 });
    const locked = await custodian.lockImmutabilityPolicy(
      resourceGroup,
      account,
      'inc-2026-0001',
      set.etag ?? '',
    );
    expect(locked.state).toBe('Locked');
    let etag = locked.etag ?? '';
    for (const days of [11, 12, 13, 14, 15]) {
      const extended = await custodian.extendImmutabilityPolicy(
        resourceGroup,
        account,
        'inc-2026-0001',
        etag,
        {
          parameters: { immutabilityPeriodSinceCreationInDays: days },
        },
      );
      etag = extended.etag ?? '';
    }
    const more = { parameters: { immutabilityPeriodSinceCreationInDays: 16 } };
    await expect(
      custodian.extendImmutabilityPolicy(resourceGroup, account, 'inc-2026-0001', etag, more),
    ).rejects.toMatchObject({ statusCode: 409 });
    await expect(
      custodian.createOrUpdateImmutabilityPolicy(resourceGroup, account, 'inc-2026-0001', more),
    ).rejects.toMatchObject({ statusCode: 409 });
    await expect(
      custodian.deleteImmutabilityPolicy(resourceGroup, account, 'inc-2026-0001', etag),
    ).rejects.toMatchObject({ statusCode: 403 });
    const read = await storageOf(cloud, 'locker').blobContainers.get(resourceGroup, account, 'inc-2026-0001');
    expect(read.immutabilityPolicy).toMatchObject({
      state: 'Locked',
      immutabilityPeriodSinceCreationInDays: 15,
    });
    expect(read.immutabilityPolicy?.updateHistory?.length).toBe(7);
  });

  it('hold tags are set by the custodian and cleared by none of the identities', async () => {
    const { resourceGroup, account } = locker();
    await storageOf(cloud, 'locker').blobContainers.create(resourceGroup, account, 'inc-2026-0002', {});
    const custodian = storageOf(cloud, 'custodian').blobContainers;
    const held = await custodian.setLegalHold(resourceGroup, account, 'inc-2026-0002', {
      tags: ['inc20260002'],
    });
    expect(held).toMatchObject({ hasLegalHold: true, tags: ['inc20260002'] });
    await expect(
      custodian.clearLegalHold(resourceGroup, account, 'inc-2026-0002', { tags: ['inc20260002'] }),
    ).rejects.toMatchObject({ statusCode: 403 });
    await expect(
      custodian.setLegalHold(resourceGroup, account, 'inc-2026-0002', { tags: ['no spaces!'] }),
    ).rejects.toMatchObject({ statusCode: 400 });
    await expect(
      storageOf(cloud, 'locker').blobContainers.setLegalHold(resourceGroup, account, 'inc-2026-0002', {
        tags: ['abc'],
      }),
    ).rejects.toMatchObject({ statusCode: 403 });
  });

  it('the account refuses the public network and shared keys', async () => {
    const { resourceGroup, account } = locker();
    const properties = await storageOf(cloud, 'custodian').storageAccounts.getProperties(
      resourceGroup,
      account,
    );
    expect(properties).toMatchObject({
      publicNetworkAccess: 'Disabled',
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
    });
    expect(properties.networkRuleSet?.defaultAction).toBe('Deny');
  });
});

function locker() {
  return { resourceGroup: cloud.endpoints.lockerResourceGroup, account: cloud.endpoints.lockerAccount };
}
