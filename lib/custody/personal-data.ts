import type { CustodyEventType } from './custody-event.ts';

/** Bodies that name persons beyond who acted, or hold free text that may. */
const personal: Readonly<Record<CustodyEventType, boolean>> = {
  'incident.imported': true,
  'incident.updated': true,
  'incident.opened': true,
  'incident.closed': true,
  'incident.reopened': true,
  'incident.machine-added': false,
  'incident.note-written': true,
  'incident.membership-granted': true,
  'locker.lock-confirmed': false,
  'acquisition.requested': false,
  'acquisition.refused': false,
  'acquisition.feasible': false,
  'acquisition.snapshot-taken': false,
  'acquisition.read-granted': false,
  'acquisition.copied': false,
  'acquisition.copy-dead': false,
  'acquisition.source-hashed': false,
  'acquisition.copy-hashed': false,
  'acquisition.compared': false,
  'evidence.sealed': false,
  'evidence.missing-found': false,
  'evidence.other-found': false,
  'evidence.found-again': false,
  'acquisition.source-released': false,
  'acquisition.corroborated': true,
  'acquisition.step-failed': false,
  'acquisition.retried': false,
  'acquisition.cancel-requested': false,
  'acquisition.cancelled': false,
  'access.signed-in': true,
  'access.signed-out': true,
  'access.denied': true,
  'access.session-revoked': true,
  'access.requested': true,
  'access.commented': true,
  'access.approved': true,
  'access.refused': true,
  'access.granted': true,
  'access.withdrawn': true,
  'access.expired': true,
  'access.revoked': true,
  'access.ended': true,
  'access.content-opened': false,
  'access.content-read': false,
  'evidence.frozen': false,
  'settings.changed': true,
  'ledger.opened': false,
  'ledger.key-rotated': false,
  'ledger.event-lost': false,
  'ledger.body-erased': true,
  'ledger.verification-started': false,
  'ledger.verified': false,
  'ledger.frozen': false,
  'ledger.thawed': false,
  'ledger.anchor-failed': false,
  'ledger.anchor-mended': false,
};

/**
 * Whether the body of such an event is anchored under a key of its own, so that it can be erased without the rest of
 * its stream. An event of a newer version is treated as one that does.
 */
export function holdsPersonalData(type: string): boolean {
  return Object.hasOwn(personal, type) ? personal[type as CustodyEventType] : true;
}
