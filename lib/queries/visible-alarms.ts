import type { Prisma } from '../../prisma/generated/client.ts';
import type { PersonActor } from '../custody/actor.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/** The alarms a person may see, as a filter: those of incidents in sight, those of none, and those told to them by name. */
export function visibleAlarmWhere(actor: PersonActor): Prisma.AlarmWhereInput {
  return {
    OR: [
      { incidentId: { not: null }, incident: visibleIncidentWhere(actor) },
      { incidentId: null, restricted: false },
      { incidentId: null, audience: { has: actor.objectId } },
    ],
  };
}
