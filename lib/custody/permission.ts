import type { Actor } from './actor.ts';
import { CustodyError } from './custody-error.ts';
import type { Role } from './role.ts';

/**
 * The one permission table: who may run which procedure or see which page. The checks and the settings page
 * are both made from it. Scope (incident, subscription) is checked besides, never instead.
 */
export const permissions = {
  'incident.list': ['analyst', 'responder', 'lead', 'auditor', 'controller', 'investigator'],
  'incident.read': ['analyst', 'responder', 'lead', 'auditor', 'controller', 'investigator'],
  'incident.open': ['analyst', 'responder', 'lead'],
  'incident.close': ['analyst', 'responder', 'lead'],
  'incident.reopen': ['analyst', 'responder', 'lead'],
  'incident.add-machine': ['analyst', 'responder', 'lead'],
  'incident.write-note': ['analyst', 'responder', 'lead'],
  'incident.grant-membership': ['lead'],
  'acquisition.request': ['analyst', 'responder', 'lead'],
  'acquisition.cancel': ['analyst', 'responder', 'lead'],
  'acquisition.retry': ['analyst', 'responder', 'lead'],
  'acquisition.read': ['analyst', 'responder', 'lead', 'auditor', 'controller'],
  'device.read': ['analyst', 'responder', 'lead', 'auditor', 'controller'],
  'device.collect': ['responder', 'lead'],
  'device.respond': ['responder', 'lead'],
  'device.live-response': ['responder', 'lead'],
  'hunting.run': ['analyst', 'responder', 'lead'],
  'hunting.seal': ['analyst', 'responder', 'lead'],
  'device.import-session': ['responder', 'lead'],
  'library.install': ['lead', 'controller'],
  'script.read': ['responder', 'lead', 'auditor', 'controller'],
  'script.upload': ['responder', 'lead'],
  'script.retire': ['lead', 'controller'],
  'device.cancel': ['responder', 'lead'],
  'evidence.list': ['analyst', 'responder', 'lead', 'auditor', 'controller', 'investigator'],
  'evidence.read': ['analyst', 'responder', 'lead', 'auditor', 'controller', 'investigator'],
  'evidence.verify': ['analyst', 'responder', 'lead', 'auditor', 'controller'],
  'evidence.propose-thaw': ['lead', 'controller'],
  'evidence.read-content': ['analyst', 'responder', 'lead', 'auditor', 'investigator'],
  'access.read': ['analyst', 'responder', 'lead', 'auditor', 'controller', 'investigator'],
  'access.request': ['analyst', 'responder', 'lead', 'auditor', 'investigator'],
  'access.withdraw-own': ['analyst', 'responder', 'lead', 'auditor', 'investigator'],
  'access.comment': ['analyst', 'responder', 'lead', 'auditor', 'controller', 'investigator'],
  'access.decide': ['lead', 'controller'],
  'access.revoke': ['lead', 'controller'],
  'bundle.export': ['analyst', 'responder', 'lead', 'auditor', 'controller'],
  'custody.hand-over': ['analyst', 'responder', 'lead', 'investigator'],
  'hold.place': ['responder', 'lead', 'controller'],
  'hold.propose-lift': ['lead', 'controller'],
  'hold.notify': ['responder', 'lead', 'controller'],
  'hold.acknowledge-own': ['analyst', 'responder', 'lead', 'auditor', 'controller', 'investigator'],
  'retention.extend': ['lead', 'controller'],
  'disposal.propose': ['lead', 'controller'],
  'disposal.witness': ['analyst', 'responder', 'lead', 'auditor', 'controller', 'investigator'],
  'report.request': ['analyst', 'responder', 'lead', 'auditor'],
  'report.read': ['analyst', 'responder', 'lead', 'auditor', 'controller', 'investigator'],
  'custody.correct': ['analyst', 'responder', 'lead'],
  'custody.propose-removal': ['lead', 'controller'],
  'inventory.read': ['analyst', 'responder', 'lead', 'auditor', 'controller'],
  'inventory.count': ['analyst', 'responder', 'lead', 'auditor'],
  'ledger.read': ['analyst', 'responder', 'lead', 'auditor', 'controller'],
  'audit.search': ['analyst', 'responder', 'lead', 'auditor', 'controller'],
  'dashboard.read': ['lead', 'auditor', 'controller'],
  'ledger.verify': ['lead', 'auditor', 'controller'],
  'break-glass.open': ['responder', 'lead', 'controller'],
  'break-glass.end-own': ['responder', 'lead', 'controller'],
  'break-glass.read': ['responder', 'lead', 'auditor', 'controller'],
  'break-glass.review': ['lead', 'auditor', 'controller'],
  'controls.read': ['lead', 'auditor', 'controller'],
  'controls.propose': ['controller'],
  'controls.act': ['controller'],
  'proposal.read': ['analyst', 'responder', 'lead', 'auditor', 'controller'],
  'proposal.decide': ['lead', 'controller'],
  'proposal.withdraw-own': ['analyst', 'responder', 'lead', 'auditor', 'controller'],
  'alarm.read': ['lead', 'auditor', 'controller'],
  'alarm.acknowledge': ['lead', 'controller'],
  'alarm.close': ['lead', 'controller'],
  'alarm.test-channel': ['lead', 'controller'],
  'posture.read': ['lead', 'auditor', 'controller'],
  'posture.propose-exception': ['lead', 'controller'],
  'reconciliation.read': ['lead', 'auditor', 'controller'],
  'reconciliation.note': ['lead', 'auditor', 'controller'],
  'organisation.describe': ['lead'],
  'settings.read': ['analyst', 'responder', 'lead', 'auditor', 'controller', 'investigator'],
  'settings.change-own': ['analyst', 'responder', 'lead', 'auditor', 'controller', 'investigator'],
  'session.revoke-own': ['analyst', 'responder', 'lead', 'auditor', 'controller', 'investigator'],
  'notification.read-own': ['analyst', 'responder', 'lead', 'auditor', 'controller', 'investigator'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof permissions;

/** Roles that see every unrestricted incident; the others see only what they were made a member of. */
export const rolesThatSeeAllIncidents: readonly Role[] = [
  'analyst',
  'responder',
  'lead',
  'auditor',
  'controller',
];

export function mayDo(heldRoles: readonly Role[], permission: Permission): boolean {
  const allowed: readonly Role[] = permissions[permission];
  return heldRoles.some((role) => allowed.includes(role));
}

/** Throws `forbidden`, naming the roles that would do, unless the actor is a person holding one of them. */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (actor.kind === 'person' && mayDo(actor.roles, permission)) return;
  throw new CustodyError('forbidden', `This needs one of the roles ${permissions[permission].join(', ')}.`, {
    detail: { permission },
  });
}
