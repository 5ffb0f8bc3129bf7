import type { PersonActor } from '../custody/actor.ts';
import { CustodyError } from '../custody/custody-error.ts';
import { requirePermission } from '../custody/permission.ts';
import type { Procedure, ProcedureContext } from '../procedures/procedure.ts';
import { type Denial, recordDenial } from './denials.ts';
import { parseInput } from './parse-input.ts';

/**
 * The one way from a door to a procedure: permission, then input, then `run`. A person who was refused, for want of
 * a role or of their own rights in Azure, is recorded in their own stream. Throws CustodyError.
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
    if (error instanceof CustodyError && error.code === 'forbidden')
      await recordDenial(context.register, actor, denialOf(procedure, error));
    throw error;
  }
}

function denialOf(
  { name, permission }: Pick<Procedure<unknown, unknown>, 'name' | 'permission'>,
  error: CustodyError,
): Denial {
  const { resourceId } = error.detail;
  const subject = typeof resourceId === 'string' ? `${name} ${resourceId}` : name;
  return { permission, subject, why: error.message };
}
