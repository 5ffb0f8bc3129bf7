import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computeOf, startArmCloud } from '../support/arm-cloud.ts';
import type { TestCloud } from '../support/cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startArmCloud();
});
afterAll(() => cloud.dispose());

describe('machines', () => {
  it('lists every machine of the production subscription over several pages', async () => {
    const names: string[] = [];
    for await (const machine of computeOf(cloud, 'reader', 'production').virtualMachines.listAll())
      names.push(machine.name ?? '');
    expect(names.sort()).toEqual(
      [
        'vm-batch-07',
        'vm-dropped',
        'vm-fin-01',
        'vm-sql-01',
        'vm-ultra-01',
        'vm-vault-02',
        'vm-web-03',
      ].sort(),
    );
  });

  it('tells power state, disks and the special cases of each machine', async () => {
    const client = computeOf(cloud, 'reader', 'production');
    const web = await client.virtualMachines.get('rg-web-prod', 'vm-web-03', { expand: 'instanceView' });
    expect(web.instanceView?.statuses?.map((status) => status.code)).toContain('PowerState/running');
    expect(web.storageProfile?.dataDisks?.map((disk) => disk.lun)).toEqual([0]);
    const batch = await client.virtualMachines.get('rg-batch-prod', 'vm-batch-07');
    expect(batch.storageProfile?.osDisk?.diffDiskSettings?.option).toBe('Local');
    expect(batch.storageProfile?.osDisk?.managedDisk).toBeUndefined();
    const sql = await client.disks.get('rg-data-prod', 'vm-sql-01-os');
    expect(sql.encryptionSettingsCollection?.enabled).toBe(true);
    const vault = await client.disks.get('rg-secrets-prod', 'vm-vault-02-os');
    expect(vault.networkAccessPolicy).toBe('DenyAll');
    const ultra = await client.disks.get('rg-trading-prod', 'vm-ultra-01-data-0');
    expect(ultra.sku?.name).toBe('UltraSSD_LRS');
  });

  it('answers 404 for an unknown machine and 403 outside the rights of the caller', async () => {
    await expect(
      computeOf(cloud, 'reader', 'production').virtualMachines.get('rg-web-prod', 'nobody'),
    ).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
    await expect(
      computeOf(cloud, 'locker', 'production').virtualMachines.get('rg-web-prod', 'vm-web-03'),
    ).rejects.toMatchObject({
      statusCode: 403,
      code: 'AuthorizationFailed',
    });
  });
});
