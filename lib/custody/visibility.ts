import type { Actor, PersonActor } from './actor.ts';
import { rolesThatSeeAllIncidents } from './permission.ts';

/** What decides who may see an incident. */
export interface IncidentAudience {
  readonly restricted: boolean;
  readonly memberObjectIds: readonly string[];
}

/** Of a person only what decides. */
type Looker = Exclude<Actor, PersonActor> | Pick<PersonActor, 'kind' | 'objectId' | 'roles'>;

/** Members always; besides them, the roles that see all, unless the incident is restricted to its members. */
export function maySeeIncident(actor: Looker, incident: IncidentAudience): boolean {
  if (actor.kind !== 'person') return true;
  if (incident.memberObjectIds.includes(actor.objectId)) return true;
  return !incident.restricted && actor.roles.some((role) => rolesThatSeeAllIncidents.includes(role));
}
