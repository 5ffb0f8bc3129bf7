import type { Role } from '../custody/role.ts';
import type { RegisterDesk } from '../ports/custody-register.ts';

/** Who is told when something is wrong with the evidence or its record. */
const watch: readonly Role[] = ['lead', 'auditor', 'controller'];

type Note = Omit<Parameters<RegisterDesk['notify']>[0], 'personObjectId'>;

/**
 * Notifies leads, controllers and auditors, and `also`, once each. `audience`: the members of a restricted incident,
 * of whom nobody else may learn; null where there is no such limit.
 */
export async function tellWatch(
  desk: RegisterDesk,
  note: Note,
  audience: readonly string[] | null,
  also: readonly string[] = [],
): Promise<void> {
  const people = new Set([...(await desk.peopleWithRole(watch, audience)), ...also]);
  for (const personObjectId of people) await desk.notify({ personObjectId, ...note });
}
