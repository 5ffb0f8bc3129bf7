import { z } from 'zod';
import { type DeclaredController, declaredControllers } from '../../../custody/controllers.ts';
import { CustodyError } from '../../../custody/custody-error.ts';
import type { RecordedChange } from '../../../custody/recorded-change.ts';
import type { RegisterLook } from '../../../ports/custody-register.ts';
import { applyControl } from '../apply-control.ts';
import { controllerNeeds } from '../controller-needs.ts';
import type { KindOfProposal } from '../proposal-kind.ts';
import { proposing } from '../propose.ts';
import { requireChange } from '../require-change.ts';

/** By object id alone: how they are called is not for the proposer to say. */
const replacementInput = z.strictObject({
  controllers: z
    .array(z.strictObject({ objectId: z.string().min(1).max(100) }))
    .length(2, 'Name exactly two.'),
});

/**
 * Who the two controllers are, as they themselves declare it. The role is given and taken in the tenant alone; what is
 * declared here is what the tenant is held against, and while the two differ no other control changes.
 */
export const controllerReplacementKind: KindOfProposal<z.infer<typeof replacementInput>> = {
  kind: 'controller-replacement',
  permission: 'controls.propose',
  input: replacementInput,
  records: ['control.changed'],
  async prepare({ register }, _actor, { controllers: asked }) {
    const inForce = await register.look.control('controller-replacement');
    const before = declaredControllers(inForce) ?? [];
    requireDifferent(asked);
    const controllers = await Promise.all(asked.map(({ objectId }) => asKnown(register.look, objectId)));
    return {
      ...{ key: 'controllers', subject: null, subjects: [], incidentId: null, needs: controllerNeeds },
      title: 'The two controllers',
      before: { version: inForce?.version ?? 0, controllers: before },
      after: { controllers },
      changes: requireChange(replaced(before, controllers)),
    };
  },
  apply: applyControl,
};

export const proposeControllerReplacement = proposing(controllerReplacementKind);

/** By the name of their last sign-in here; who never signed in is called by their id. */
async function asKnown(look: RegisterLook, objectId: string): Promise<DeclaredController> {
  return (await look.knownPerson(objectId)) ?? { objectId, displayName: objectId };
}

function requireDifferent([first, second]: readonly Pick<DeclaredController, 'objectId'>[]): void {
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
