import { z } from 'zod';

/** One of the two who may change controls, as they were declared. */
export interface DeclaredController {
  readonly objectId: string; // Entra oid
  readonly displayName: string;
}

/** What is kept of a declaration. */
export const declarationSchema = z.strictObject({
  controllers: z
    .array(z.strictObject({ objectId: z.string().min(1), displayName: z.string().min(1) }))
    .length(2),
});

/** The two who were declared last; null while nobody was. A declaration that cannot be read names nobody. */
export function declaredControllers(
  inForce: { readonly value: unknown } | null,
): readonly DeclaredController[] | null {
  if (inForce === null) return null;
  const read = declarationSchema.safeParse(inForce.value);
  return read.success ? read.data.controllers : [];
}
