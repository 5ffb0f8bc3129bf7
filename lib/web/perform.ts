import type { PersonActor } from '../custody/actor.ts';
import { requirePermission } from '../custody/permission.ts';
import type { Procedure, ProcedureContext } from '../procedures/procedure.ts';
import { recordDenial } from './denials.ts';
import { parseInput } from './parse-input.ts';

/**
 * The one way from a door to a procedure: permission, then input, then `run`. A person who was refused for
 * want of a role is recorded in their own stream. Throws CustodyError.
 */
export async function perform<I, R>(
  context: ProcedureContext,
  actor: PersonActor,
  procedure: Procedure<I, R>,
  raw: unknown,
): Promise<R> {
  try {
    requirePermission(actor, procedure.permission);
  } catch (error) {
    await recordDenial(context.register, actor, procedure.permission, procedure.name);
    throw error;
  }
  return await procedure.run(context, actor, parseInput(procedure.input, raw));
}
