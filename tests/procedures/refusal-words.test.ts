import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { requestAcquisition } from '../../lib/procedures/acquisition/request-acquisition.ts';
import { addMachine } from '../../lib/procedures/incident/add-machine.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { fixedVhd, sparsePayload } from '../support/make-vhd.ts';

const disk = fixedVhd(sparsePayload(1 << 20, []));
const machines = ['vm-lock', 'vm-copy', 'vm-link', 'vm-gone', 'vm-down'];
let house: AcquisitionHouse;

beforeAll(async () => {
  house = await startAcquisitionHouse(Object.fromEntries(machines.map((name) => [name, disk])));
});
afterAll(() => house.close());
beforeEach(async () => {
  await house.cloud.admin('DELETE', '/faults');
});

describe('a request that cannot be begun says what is wrong and what to do', () => {
  it.each([
    [
      'a machine of another incident',
      { machineResourceId: '/subscriptions/s/x/vm' },
      /Add it to the incident first\.$/,
    ],
    ['an unknown disk', { diskResourceIds: ['/x/nope'] }, /It has vm-web-03-os, vm-web-03-data-0\.$/],
  ])('%s', async (_name, change, words) => {
    const input = { ...(await house.request('vm-web-03')), ...change };
    await expect(requestAcquisition.run(house.context, house.person('analyst'), input)).rejects.toThrow(
      words,
    );
  });

  it.each([
    ['vm-web-03', 'vm-nope', 'not-found', /Compare the id/],
    [
      /subscriptions\/[^/]+/,
      'subscriptions/00000000-0000-4000-8000-000000000009',
      'cloud-refused',
      /an administrator must give it/,
    ],
  ] as const)('a machine to add whose id is wrong at %s', async (part, wrong, code, words) => {
    const { incidentId, machineResourceId } = await house.request('vm-web-03');
    const input = { incidentId, resourceId: machineResourceId.replace(part, wrong), reason: 'named by hand' };
    const added = addMachine.run(house.context, house.person('analyst'), input);
    await expect(added).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
  });
});

describe('a step that fails says in one line what is wrong and what to do', () => {
  it.each([
    [
      'vm-lock',
      'BlobContainers_LockImmutabilityPolicy',
      403,
      'AuthorizationFailed',
      /lock the container’s retention\. .*an administrator must give it/,
    ],
    [
      'vm-copy',
      'Blob_StartCopyFromURL',
      403,
      'AuthorizationPermissionMismatch',
      /into the locker\. .*an administrator/,
    ],
    [
      'vm-link',
      'Snapshots_GrantAccess',
      409,
      'OperationNotAllowed',
      /grant read access .*Azure’s own words\. \(HTTP 409/,
    ],
    ['vm-gone', 'VirtualMachines_Get', 404, 'ResourceNotFound', /See whether it still exists/],
  ])('%s: %s answers %i', async (machine, operation, status, code, words) => {
    const id = await house.begin(machine);
    const message = 'Azure’s own words.'; // storage adds its request id and the time, as Azure does
    await house.cloud.fault(operation, { kind: 'status', status, code, message });
    await house.run(id);
    const said = await messageOf(id);
    expect(said).toMatch(words);
    expect(said).not.toMatch(/\n|RequestId:/);
  });

  it('vm-down: the cloud does not answer for all attempts', async () => {
    const id = await house.begin('vm-down');
    const garbled = { kind: 'drop', afterBytes: 1 };
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await house.cloud.fault('StorageAccounts_GetProperties', garbled, 9);
      await house.runStep(id, 'check-feasibility');
      await house.cloud.admin('DELETE', '/faults');
    }
    expect(await messageOf(id)).toMatch(
      /Azure could not read the locker account.* 5 attempts failed\. Retry it/,
    );
  });
});

async function messageOf(id: string): Promise<string> {
  return (await house.database.db.acquisition.findUniqueOrThrow({ where: { id } })).message ?? '';
}
