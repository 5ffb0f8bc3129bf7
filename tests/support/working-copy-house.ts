import { ComputeManagementClient } from '@azure/arm-compute';
import { StorageManagementClient } from '@azure/arm-storage';
import { expect } from 'vitest';
import { managedIdentity } from '../../lib/adapters/azure/credential.ts';
import { forensicMachine, workstationsGroup } from '../../lib/embedded/cloud/tenant.ts';
import { workOnCopy } from '../../lib/procedures/working-copy/work-on-copy.ts';
import { personCredential } from './arm-cloud.ts';
import { startGrantUseHouse } from './grant-use-house.ts';

export const running = new AbortController().signal;
export type WorkingCopyHouse = Awaited<ReturnType<typeof openWorkingCopyHouse>>;

/** A sealed item of which working disks are made, by the worker’s part run by hand. */
export async function openWorkingCopyHouse() {
  const house = await startGrantUseHouse();

  async function make(): Promise<void> {
    expect(await workOnCopy(house.context, 'make', running)).toBe(true);
  }

  async function takeAway(): Promise<void> {
    expect(await workOnCopy(house.context, 'take-away', running)).toBe(true);
  }

  /** Ends the pause after a failed attempt. */
  async function tryNow(id: string): Promise<void> {
    await house.database.asAdmin(`update working_copy set next_try_at = now() where id = '${id}'`);
  }

  async function newest(): Promise<string> {
    return (await house.database.db.workingCopy.findFirstOrThrow({ orderBy: { ordinal: 'desc' } })).id;
  }

  /** LUN and name of every data disk of the workstation, as Azure says. */
  async function places() {
    const { arm, clientIds, socSubscriptionId } = house.cloud.endpoints;
    const credential = managedIdentity(clientIds.diskExporter);
    const { virtualMachines } = new ComputeManagementClient(credential, socSubscriptionId, { endpoint: arm });
    const machine = await virtualMachines.get(workstationsGroup.split('/').at(-1) ?? '', forensicMachine);
    return (machine.storageProfile?.dataDisks ?? []).map(({ lun, name }) => [lun, name]);
  }

  async function letAzurePass(): Promise<void> {
    const { socSubscriptionId, lockerResourceGroup, lockerAccount, arm } = house.cloud.endpoints;
    const scope = `/subscriptions/${socSubscriptionId}`;
    await house.cloud.admin('POST', '/access/assignments', { principal: 'auditor', role: 'Owner', scope });
    const credential = personCredential(house.cloud, 'auditor');
    const { storageAccounts } = new StorageManagementClient(credential, socSubscriptionId, { endpoint: arm });
    await storageAccounts.update(lockerResourceGroup, lockerAccount, {
      minimumTlsVersion: 'TLS1_2', // the client leaves network rules out when they come alone
      networkRuleSet: { defaultAction: 'Deny', bypass: 'AzureServices' },
    });
  }

  return { ...house, make, takeAway, tryNow, newest, places, letAzurePass };
}
