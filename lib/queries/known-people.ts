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
    newestSessions(db),
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
    .filter(({ objectId }) => !without.includes(objectId))
    .map(({ objectId, actor }) => ({ ...actor, objectId }))
    .filter(({ roles }) => mayDo(roles, permission))
    .filter(({ objectId, roles }) => maySeeIncident({ kind: 'person', objectId, roles }, audience))
    .map(({ objectId, displayName }) => ({ objectId, displayName }))
    .sort((a, b) => a.displayName.localeCompare(b.displayName));
}

/** Everybody who ever signed in, as the tenant described them then. Not `distinct`: that reads every session there ever was. */
export async function newestSessions(
  db: Viewer['db'],
): Promise<readonly { readonly objectId: string; readonly actor: PersonActor }[]> {
  return await db.$queryRaw<{ objectId: string; actor: PersonActor }[]>`
    select distinct on (object_id) object_id as "objectId", actor from session order by object_id, created_at desc`;
}
