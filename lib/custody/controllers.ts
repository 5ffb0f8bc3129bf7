import { z } from 'zod';

/** One of the two who may change controls, as they were declared. */
export interface DeclaredController {
  readonly objectId: string; // Entra oid
  readonly displayName: string;
}

/** What is kept of a declaration. */
const declarationSchema = z.strictObject({
  controllers: z
    .array(z.strictObject({ objectId: z.string().min(1), displayName: z.string().min(1) }))
    .length(2, 'Name exactly two.'),
});

/** The two who were declared last; null while nobody was. A declaration that cannot be read names nobody. */
export function declaredControllers(
  inForce: { readonly value: unknown } | null,
): readonly DeclaredController[] | null {
  if (inForce === null) return null;
  const read = declarationSchema.safeParse(inForce.value);
  return read.success ? read.data.controllers : [];
}

/** Whether controls may change now, and why not. */
export type ControllerState =
  | { readonly kind: 'two' }
  | { readonly kind: 'unknown' } // the tenant does not say who they are
  | { readonly kind: 'other-number'; readonly count: number }
  | { readonly kind: 'others-than-declared' };

/** In: object ids that hold the role in the tenant now, null when it does not say, and who was declared, null for nobody. */
export function controllerState(
  inTenant: readonly string[] | null,
  declared: readonly DeclaredController[] | null,
): ControllerState {
  if (inTenant === null) return { kind: 'unknown' };
  if (inTenant.length !== 2) return { kind: 'other-number', count: inTenant.length };
  const asDeclared =
    declared === null || inTenant.every((one) => declared.some(({ objectId }) => objectId === one));
  return { kind: asDeclared ? 'two' : 'others-than-declared' };
}

/** Why controls are read-only, in one line; null when they are not. */
export function readOnlyWords(state: ControllerState): string | null {
  switch (state.kind) {
    case 'two':
      return null;
    case 'unknown':
      return 'How many controllers there are is unknown, because the tenant does not answer: controls are read-only until it does.';
    case 'other-number':
      return `Controls need exactly two controllers, and in the tenant ${countWords(state.count)} that role: they are read-only until there are two.`;
    case 'others-than-declared':
      return 'The two who hold the controller role in the tenant are not the two who were declared: controls are read-only until their replacement is declared.';
  }
}

function countWords(count: number): string {
  if (count === 0) return 'nobody holds';
  return count === 1 ? '1 person holds' : `${count} people hold`;
}
