import type { z } from 'zod';
import { retentionDefaults, retentionDefaultsSchema } from '../../../custody/retention-defaults.ts';
import { applyControl } from '../apply-control.ts';
import { controllerNeeds } from '../controller-needs.ts';
import type { KindOfProposal } from '../proposal-kind.ts';
import { proposing } from '../propose.ts';
import { requireChange } from '../require-change.ts';

/** For how long evidence of new incidents is kept. What is locked already stays as it is. */
export const retentionDefaultsKind: KindOfProposal<z.infer<typeof retentionDefaultsSchema>> = {
  kind: 'retention-defaults',
  permission: 'controls.propose',
  input: retentionDefaultsSchema,
  records: ['control.changed'],
  async prepare({ register, policy }, _actor, after) {
    const inForce = await register.look.control('retention-defaults');
    const retentionDays = retentionDefaults(inForce) ?? policy.retentionDays;
    const change = {
      field: 'Days of retention',
      before: `${retentionDays}`,
      after: `${after.retentionDays}`,
    };
    return {
      ...{ key: 'retention-defaults', subject: null, subjects: [], incidentId: null, needs: controllerNeeds },
      title: 'Retention of new incidents',
      before: { version: inForce?.version ?? 0, retentionDays },
      after,
      changes: requireChange(change.before === change.after ? [] : [change]),
    };
  },
  apply: applyControl,
};

export const proposeRetentionDefaults = proposing(retentionDefaultsKind);
