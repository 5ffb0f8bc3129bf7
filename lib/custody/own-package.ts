import type { PersonActor } from './actor.ts';
import type { Role } from './role.ts';

const collecting: readonly Role[] = ['responder', 'lead'];

/** Whether the policy's leave to look into one's own package reaches this person: who asked for it, with a role that collects. */
export function isOwnPackage(
  requesterObjectId: string | null,
  { objectId, roles }: Pick<PersonActor, 'objectId' | 'roles'>,
): boolean {
  return requesterObjectId === objectId && roles.some((role) => collecting.includes(role));
}
