import type { Prisma } from '../../prisma/generated/client.ts';
import type { PersonActor } from '../custody/actor.ts';
import { rolesThatSeeAllIncidents } from '../custody/permission.ts';

/** The incidents a person may see, as a filter: members always; besides them, the roles that see every unrestricted one. */
export function visibleIncidentWhere(actor: PersonActor): Prisma.IncidentWhereInput {
  const asMember: Prisma.IncidentWhereInput = { members: { some: { objectId: actor.objectId } } };
  const seesAll = actor.roles.some((role) => rolesThatSeeAllIncidents.includes(role));
  return seesAll ? { OR: [{ restricted: false }, asMember] } : asMember;
}
