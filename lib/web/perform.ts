import type { PersonActor } from '../custody/actor.ts';
import { CustodyError } from '../custody/custody-error.ts';
import { requirePermission } from '../custody/permission.ts';
import type { Procedure, ProcedureContext } from '../procedures/procedure.ts';
import { type Denial, recordDenial } from './denials.ts';
import { parseInput } from './parse-input.ts';

/**
 * The one way from a door to a procedure: permission, then input, then `run`. A person who was refused, for want of
 * a role, of their own rights in Azure or of a fresh sign-in, is recorded in their own stream. Throws CustodyError.
 */
export async function perform<I, R>(
  context: ProcedureContext,
  actor: PersonActor,
  procedure: Procedure<I, R>,
  raw: unknown,
): Promise<R> {
  try {
    requirePermission(actor, procedure.permission);
    return await procedure.run(context, actor, parseInput(procedure.input, raw));
  } catch (error) {
    if (error instanceof CustodyError && isAttempt(error))
      await recordDenial(context.register, actor, denialOf(procedure, error));
    throw error;
  }
}

/** What a person may not do, and what they may, yet not now: a decision that came too late, or without a fresh sign-in. */
function isAttempt({ code, detail }: CustodyError): boolean {
  return code === 'forbidden' || typeof detail.attempt === 'string';
}

function denialOf(
  { name, permission }: Pick<Procedure<unknown, unknown>, 'name' | 'permission'>,
  error: CustodyError,
): Denial {
  const { resourceId, attempt, about } = error.detail;
  const of = [resourceId, attempt].find((one) => typeof one === 'string');
  const subject = of === undefined ? name : `${name} ${of}`;
  return { permission, subject, why: error.message, about: typeof about === 'string' ? [about] : [] };
}
