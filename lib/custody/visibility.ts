import type { Actor, PersonActor } from './actor.ts';
import { rolesThatSeeAllIncidents } from './permission.ts';
import type { Role } from './role.ts';

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

/** Whether somebody may look at what other people did outside of any incident. */
export function mayAuditPeople(roles: readonly Role[]): boolean {
  return roles.some((role) => role === 'auditor' || role === 'lead' || role === 'controller');
}
