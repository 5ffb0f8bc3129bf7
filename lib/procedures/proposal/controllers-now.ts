import { controllerState, declaredControllers, readOnlyWords } from '../../custody/controllers.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { ProposalKind, ProposalNeeds } from '../../custody/proposal.ts';
import { askTenant } from '../as-the-tenant-says.ts';
import type { ProcedureContext } from '../procedure.ts';

/**
 * Object ids of the enabled accounts that the tenant gives the controller role now, sorted; null when the tenant does
 * not say.
 */
export async function controllersNow({
  people,
}: Pick<ProcedureContext, 'people'>): Promise<readonly string[] | null> {
  try {
    return await askTenant(async (signal) => {
      const ids = await people.holders(['controller'], signal);
      const standings = await Promise.all(ids.map((objectId) => people.standing(objectId, signal)));
      return ids
        .filter((_, i) => standings[i]?.enabled === true && standings[i].roles.includes('controller'))
        .toSorted();
    });
  } catch (error) {
    if (error instanceof CustodyError) return null;
    throw error;
  }
}

/**
 * Controls stand still unless the tenant has exactly two controllers, and those are the two that were declared. Only
 * their own replacement may be declared while they are others. Throws `conflict` with how many there are, and
 * `cloud-unavailable` when that is not known. `detail`: what a door records of the attempt.
 */
export async function requireTwoControllers(
  context: Pick<ProcedureContext, 'people' | 'register'>,
  { twoControllers }: Pick<ProposalNeeds, 'twoControllers'>,
  kind: ProposalKind,
  detail: { readonly attempt: string; readonly about?: string },
): Promise<void> {
  if (!twoControllers) return;
  const [now, declaration] = await Promise.all([
    controllersNow(context),
    context.register.look.control('controller-replacement'),
  ]);
  const declared = kind === 'controller-replacement' ? null : declaredControllers(declaration);
  const state = controllerState(now, declared);
  const words = readOnlyWords(state);
  if (words === null) return;
  throw new CustodyError(state.kind === 'unknown' ? 'cloud-unavailable' : 'conflict', words, { detail });
}
