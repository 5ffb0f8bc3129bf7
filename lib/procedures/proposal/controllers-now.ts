import { declaredControllers } from '../../custody/controllers.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { ProposalKind, ProposalNeeds } from '../../custody/proposal.ts';
import type { ProcedureContext } from '../procedure.ts';

const tenantLimitMs = 5_000;

/**
 * Object ids of the enabled accounts that the tenant gives the controller role now, sorted. Throws `throttled`,
 * `cloud-unavailable` or `cloud-refused` when the tenant does not say.
 */
export async function controllersNow({
  people,
}: Pick<ProcedureContext, 'people'>): Promise<readonly string[]> {
  const signal = AbortSignal.timeout(tenantLimitMs);
  const ids = await people.holders(['controller'], signal);
  const standings = await Promise.all(ids.map((objectId) => people.standing(objectId, signal)));
  return ids
    .filter((_, i) => standings[i]?.enabled === true && standings[i].roles.includes('controller'))
    .toSorted();
}

/**
 * Controls stand still unless the tenant has exactly two controllers, and those are the two that were declared. Only
 * their own replacement may be declared while they are others. Throws `conflict` with how many there are, and
 * `cloud-unavailable` when that is not known.
 */
export async function requireTwoControllers(
  context: Pick<ProcedureContext, 'people' | 'register'>,
  { twoControllers }: Pick<ProposalNeeds, 'twoControllers'>,
  kind: ProposalKind,
  detail: { readonly attempt: string; readonly about?: string },
): Promise<void> {
  if (!twoControllers) return;
  const now = await knownControllers(context);
  if (now.length !== 2) throw new CustodyError('conflict', numberWords(now.length), { detail });
  if (kind === 'controller-replacement') return;
  const declared = declaredControllers(await context.register.look.control('controller-replacement'));
  if (declared === null || now.every((one) => declared.some(({ objectId }) => objectId === one))) return;
  const message =
    'The two who hold the controller role in the tenant are not the two who were declared: controls are read-only until their replacement is declared.';
  throw new CustodyError('conflict', message, { detail });
}

async function knownControllers(context: Pick<ProcedureContext, 'people'>): Promise<readonly string[]> {
  try {
    return await controllersNow(context);
  } catch (error) {
    if (!(error instanceof CustodyError)) throw error;
    const message =
      'How many controllers there are is unknown, because the tenant does not answer: controls are read-only until it does.';
    throw new CustodyError('cloud-unavailable', message, { cause: error });
  }
}

function numberWords(count: number): string {
  const have = count === 0 ? 'nobody holds' : count === 1 ? '1 person holds' : `${count} people hold`;
  return `Controls need exactly two controllers, and in the tenant ${have} that role: they are read-only until there are two.`;
}
