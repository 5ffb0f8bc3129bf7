import type { z } from 'zod';
import { deviceRightsInForce, deviceRightsSchema } from '../../../custody/device-rights.ts';
import { deviceRightsChanges } from '../../../custody/device-rights-words.ts';
import { applyControl } from '../apply-control.ts';
import { controllerNeeds } from '../controller-needs.ts';
import type { KindOfProposal } from '../proposal-kind.ts';
import { proposing } from '../propose.ts';
import { requireChange } from '../require-change.ts';

/** Who may use live response and response actions on which device groups. What was sent already goes on. */
export const deviceRightsKind: KindOfProposal<z.infer<typeof deviceRightsSchema>> = {
  kind: 'device-rights',
  permission: 'controls.propose',
  input: deviceRightsSchema,
  records: ['control.changed'],
  async prepare({ register }, _actor, after) {
    const control = await register.look.control('device-rights');
    const inForce = deviceRightsInForce(control);
    const version = control?.version ?? 0;
    return {
      ...{ key: 'device-rights', subject: null, subjects: [], incidentId: null, needs: controllerNeeds },
      title: `Rights on devices, version ${version + 1}`,
      before: { version, ...inForce },
      after,
      changes: requireChange(deviceRightsChanges(inForce, after)),
    };
  },
  apply: applyControl,
};

export const proposeDeviceRights = proposing(deviceRightsKind);
