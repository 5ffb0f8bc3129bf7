import type { CustodyEventType } from './custody-event.ts';

/**
 * What a court asks about first. A checkpoint is signed and anchored at once after such an event; every other one
 * waits for the next round.
 */
export const criticalEventTypes: readonly CustodyEventType[] = [
  'ledger.opened',
  'ledger.key-rotated',
  'ledger.body-erased',
  'ledger.frozen',
  'ledger.thawed',
  'locker.lock-confirmed',
  'acquisition.requested',
  'acquisition.source-hashed',
  'acquisition.copy-hashed',
  'acquisition.compared',
  'evidence.sealed',
  'evidence.frozen',
  'evidence.verified',
  'evidence.sampling-started',
  'evidence.thawed',
  'access.granted',
  'custody.handover-accepted',
  'custody.corrected',
  'custody.body-withheld',
  'inventory.ended',
  'access.revoked',
  'access.content-opened',
  'bundle.begun',
  'bundle.exported',
  'bundle.receipt-accepted',
  'access.link-made',
  'access.links-revoked',
  'device.action-requested',
  'device.action-ended',
  'device.session-opened',
  'derivative.requested',
  'derivative.attached',
  'evidence.missing-found',
  'evidence.other-found',
  'hold.placed',
  'hold.lifted',
  'hold.cleared-outside',
  'retention.extended',
  'retention.changed-outside',
  'evidence.disposal-approved',
  'evidence.disposal-begun',
  'evidence.disposed',
  'posture.drift-found',
  'posture.excepted',
  'reconciliation.finding',
  'break-glass.opened',
  'proposal.proposed',
  'proposal.confirmed',
  'control.changed',
  'control.act-begun',
  'script.reviewed',
  'library.drift-found',
  'report.requested',
  'report.generated',
  'report.signed',
];

/** The same question for a type as it is read from an entry. */
export function isCritical(type: string): boolean {
  return criticalEventTypes.some((critical) => critical === type);
}
