import type { z } from 'zod';
import {
  type DeclaredController,
  declarationSchema,
  declaredControllers,
} from '../../../custody/controllers.ts';
import { CustodyError } from '../../../custody/custody-error.ts';
import type { RecordedChange } from '../../../custody/recorded-change.ts';
import { applyControl } from '../apply-control.ts';
import { controllerNeeds } from '../controller-needs.ts';
import type { KindOfProposal } from '../proposal-kind.ts';
import { proposing } from '../propose.ts';
import { requireChange } from '../require-change.ts';

/**
 * Who the two controllers are, as they themselves declare it. The role is given and taken in the tenant alone; what is
 * declared here is what the tenant is held against, and while the two differ no other control changes.
 */
export const controllerReplacementKind: KindOfProposal<z.infer<typeof declarationSchema>> = {
  kind: 'controller-replacement',
  permission: 'controls.propose',
  input: declarationSchema,
  records: ['control.changed'],
  async prepare({ register }, _actor, after) {
    const inForce = await register.look.control('controller-replacement');
    const before = declaredControllers(inForce) ?? [];
    requireDifferent(after.controllers);
    return {
      ...{ key: 'controllers', subject: null, subjects: [], incidentId: null, needs: controllerNeeds },
      title: 'The two controllers',
      before: { version: inForce?.version ?? 0, controllers: before },
      after,
      changes: requireChange(replaced(before, after.controllers)),
    };
  },
  apply: applyControl,
};

export const proposeControllerReplacement = proposing(controllerReplacementKind);

function requireDifferent([first, second]: readonly DeclaredController[]): void {
  if (first?.objectId !== second?.objectId) return;
  throw new CustodyError('invalid-input', 'The two controllers are two different people.');
}

function replaced(
  before: readonly DeclaredController[],
  after: readonly DeclaredController[],
): readonly RecordedChange[] {
  const gone = before.filter(({ objectId }) => after.every((one) => one.objectId !== objectId));
  const come = after.filter(({ objectId }) => before.every((one) => one.objectId !== objectId));
  return come.map((one, i) => {
    const left = gone[i];
    return { field: 'Controller', before: left === undefined ? null : named(left), after: named(one) };
  });
}

function named({ displayName, objectId }: DeclaredController): string {
  return `${displayName} (${objectId})`;
}
