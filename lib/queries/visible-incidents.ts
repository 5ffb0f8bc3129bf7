import type { Prisma } from '../../prisma/generated/client.ts';
import type { PersonActor } from '../custody/actor.ts';
import { mayDo, rolesThatSeeAllIncidents } from '../custody/permission.ts';

/**
 * The incidents a person may see, as a filter: members always; besides them, the roles that see every unrestricted one, and
 * for at most an hour who broke the glass and still may. For reading alone: procedures ask lib/custody/visibility.ts, which knows no glass.
 */
export function visibleIncidentWhere(actor: PersonActor): Prisma.IncidentWhereInput {
  const inEmergency = mayDo(actor.roles, 'break-glass.open') ? [byBreakGlass(actor, new Date())] : [];
  return { OR: [visibleWithoutGlass(actor), ...inEmergency] };
}

/** The same without what is read in an emergency: for what leaves the product as a file. */
export function visibleWithoutGlass(actor: PersonActor): Prisma.IncidentWhereInput {
  const asMember: Prisma.IncidentWhereInput = { members: { some: { objectId: actor.objectId } } };
  const seesAll = actor.roles.some((role) => rolesThatSeeAllIncidents.includes(role));
  return { OR: [...(seesAll ? [{ restricted: false }] : []), asMember] };
}

/** Incidents that this person reads in an emergency now; a clock that is behind gives no more once the end is recorded. */
function byBreakGlass({ objectId }: PersonActor, now: Date): Prisma.IncidentWhereInput {
  return { breakGlasses: { some: { objectId, endRecordedAt: null, endsAt: { gt: now } } } };
}
