import type { z } from 'zod';
import { accessPolicySchema } from '../../../custody/access-policy.ts';
import { accessPolicyChanges } from '../../../custody/access-policy-changes.ts';
import { applyControl } from '../apply-control.ts';
import { controllerNeeds } from '../controller-needs.ts';
import type { KindOfProposal } from '../proposal-kind.ts';
import { proposing } from '../propose.ts';
import { requireChange } from '../require-change.ts';

/** Another version of who must agree before evidence is handed out. Requests that wait keep the one they were made under. */
export const accessPolicyKind: KindOfProposal<z.infer<typeof accessPolicySchema>> = {
  kind: 'access-policy',
  permission: 'controls.propose',
  input: accessPolicySchema,
  records: ['control.changed'],
  async prepare({ register }, _actor, after) {
    const { version, ...rules } = await register.look.accessPolicy();
    const changes = requireChange(accessPolicyChanges(rules, after));
    return {
      ...{ key: 'access-policy', subject: null, subjects: [], incidentId: null, needs: controllerNeeds },
      title: `Access policy, version ${version + 1}`,
      before: { version, ...rules },
      after,
      changes,
    };
  },
  apply: applyControl,
};

export const proposeAccessPolicy = proposing(accessPolicyKind);
