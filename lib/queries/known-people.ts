import type { PersonActor } from '../custody/actor.ts';
import type { NamedPerson } from '../custody/named-person.ts';
import { mayDo, type Permission } from '../custody/permission.ts';
import { maySeeIncident } from '../custody/visibility.ts';
import type { Viewer } from './viewer.ts';

/**
 * Who has signed in here with a role for this permission and may see the incident, by name, for a list to choose from.
 * Whoever is chosen is asked of the tenant again. The calling query has authorised.
 */
export async function knownPeople(
  db: Viewer['db'],
  incidentId: string,
  permission: Permission,
  without: readonly string[],
): Promise<readonly NamedPerson[]> {
  const [sessions, incident] = await Promise.all([
    db.session.findMany({
      where: { objectId: { notIn: [...without] } },
      distinct: ['objectId'],
      orderBy: [{ objectId: 'asc' }, { createdAt: 'desc' }],
      select: { objectId: true, actor: true },
    }),
    db.incident.findUniqueOrThrow({
      where: { id: incidentId },
      select: { restricted: true, members: { select: { objectId: true } } },
    }),
  ]);
  const audience = {
    restricted: incident.restricted,
    memberObjectIds: incident.members.map((member) => member.objectId),
  };
  return sessions
    .map(({ objectId, actor }) => ({ ...(actor as unknown as PersonActor), objectId }))
    .filter(({ roles }) => mayDo(roles, permission))
    .filter(({ objectId, roles }) => maySeeIncident({ kind: 'person', objectId, roles }, audience))
    .map(({ objectId, displayName }) => ({ objectId, displayName }))
    .sort((a, b) => a.displayName.localeCompare(b.displayName));
}
