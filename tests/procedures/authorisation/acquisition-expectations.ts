import type { ProcedureContext, StepProcedure } from '../../../lib/procedures/procedure.ts';
import { ownPage, personOf } from '../../support/portal.ts';
import { acquisitionForm, stage, vmId } from '../../support/stage.ts';
import { act } from './action-expectations.ts';
import type { Expectation } from './expectation.ts';
import type { House } from './house.ts';
import { textOf } from './query-expectations.ts';

/** Whose acquisition it is, and what the person's own rights in Azure must reach. */
export const acquisitionExpectations: readonly Expectation[] = [
  {
    entry: 'a request that was sent before',
    files: ['app/(portal)/incidents/[incidentId]/acquire/actions.ts'],
    sentence: 'does not answer another person with its acquisitions',
    async problems(house) {
      const form = acquisitionForm(await stage(house.database, { restricted: false }));
      const first = await request(house, form);
      const second = await request(house, form);
      return first === 'ok' && second === 'conflict' ? [] : [`first: ${first}, second: ${second}`];
    },
  },
  {
    entry: 'a machine that the person may not touch in Azure',
    files: ['lib/procedures/incident/add-machine.ts', 'lib/procedures/acquisition/request-acquisition.ts'],
    sentence: 'is neither added nor acquired, whatever the product itself may read',
    async problems(house) {
      const { incidentId } = await stage(house.database, { restricted: false });
      const input = {
        incidentId,
        resourceId: vmId('untouchable-vm'),
        reason: 'Named in the alert of today.',
      };
      const added = await act(house, 'app/(portal)/incidents/actions.ts', 'addMachineAction', {
        role: 'analyst',
        input,
      });
      const untouchable = await stage(house.database, { restricted: false, machineName: 'untouchable' });
      const requested = await request(house, acquisitionForm(untouchable));
      return [
        ...(added?.ok === false && added.code === 'forbidden' ? [] : ['added']),
        ...(requested === 'forbidden' ? [] : [`acquired: ${requested}`]),
      ];
    },
  },
  {
    entry: 'an acquisition in a restricted incident',
    files: ['lib/queries/get-acquire-options.ts'],
    sentence: 'is not named where the same disk is chosen in another incident',
    async problems(house) {
      const at = await stage(house.database, { restricted: false });
      const elsewhere = await stage(house.database, { restricted: true });
      const disk = at.machine.disks[0]?.resourceId ?? '';
      await house.database.asAdmin('update acquisition set disk_resource_id = $1 where id = $2', [
        disk.toLowerCase(),
        elsewhere.acquisitionId,
      ]);
      const text = await textOf(house, 'getAcquireOptions', at, personOf('analyst'));
      return text.includes(elsewhere.acquisitionId) ? ['named'] : [];
    },
  },
  {
    entry: 'the worker',
    files: ['lib/procedures/acquisition/check-feasibility.ts'],
    sentence: 'refuses a disk that the person may not touch in Azure any more',
    async problems(house) {
      const { checkFeasibility } = (await house.load('lib/procedures/acquisition/check-feasibility.ts')) as {
        checkFeasibility: StepProcedure;
      };
      const { acquisitionId } = await stage(house.database, { restricted: false, diskName: 'untouchable' });
      const { register } = house.database;
      const lease = await register.claimStep(acquisitionId, 'check-feasibility', 'w');
      if (lease === null) return ['the step could not be claimed'];
      const snapshots = { destinationFor: () => null };
      const context = { ...house.wired.context, snapshots } as unknown as ProcedureContext;
      await checkFeasibility.run(context, lease, AbortSignal.timeout(10_000));
      const { message } = await house.database.db.acquisition.findUniqueOrThrow({
        where: { id: acquisitionId },
      });
      return message?.includes('no longer reach') === true ? [] : [`refused for: ${message}`];
    },
  },
];

async function request(house: House, form: object): Promise<string> {
  const file = 'app/(portal)/incidents/[incidentId]/acquire/actions.ts';
  const result = await act(house, file, 'requestAcquisitionAction', {
    role: 'analyst',
    input: form,
    headers: ownPage,
  });
  return result?.ok === false ? result.code : 'ok';
}
