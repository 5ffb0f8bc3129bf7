import { accessEventWords } from './access-event-words.ts';
import { acquisitionEventWords } from './acquisition-event-words.ts';
import { alarmEventWords } from './alarm-event-words.ts';
import { breakGlassWords } from './break-glass-words.ts';
import { bundleEventWords } from './bundle-event-words.ts';
import { consoleEventWords } from './console-event-words.ts';
import { copyVerificationWords } from './copy-verification-words.ts';
import { correctionWords } from './correction-words.ts';
import { deviceEventWords } from './device-event-words.ts';
import { bad, type EventWords, good, quoted, step } from './event-tone.ts';
import { exportEventWords } from './export-event-words.ts';
import { fixityEventWords } from './fixity-event-words.ts';
import { foreignActionWords } from './foreign-action-words.ts';
import { grantUseWords } from './grant-use-words.ts';
import { handoverWords } from './handover-words.ts';
import { holdEventWords } from './hold-event-words.ts';
import { huntingEventWords } from './hunting-event-words.ts';
import { incidentEventWords } from './incident-event-words.ts';
import { inventoryWords } from './inventory-words.ts';
import { ledgerEventWords } from './ledger-event-words.ts';
import { inPlainSight, linesInPlainSight } from './plain-sight.ts';
import { postureDriftWords, postureExceptionWords } from './posture-words.ts';
import { proposalEventWords } from './proposal-event-words.ts';
import { explainedWords, findingTitle, findingWords } from './reconciliation-words.ts';
import type { EventFact } from './recorded-event.ts';
import { reportEventWords } from './report-event-words.ts';
import { scriptEventWords } from './script-event-words.ts';
import { sessionEventWords } from './session-event-words.ts';

/**
 * Puts a recorded fact into words. Pure; says only what the fact itself says. What devices and people put into it can hold signs
 * that act or hide: they are written out.
 */
export function eventWords(event: EventFact): EventWords {
  const { title, sentence, tone } = wordsOf(event);
  return { title: inPlainSight(title), sentence: linesInPlainSight(sentence), tone };
}

function wordsOf(event: EventFact): EventWords {
  switch (event.type) {
    case 'incident.imported':
    case 'incident.updated':
    case 'incident.opened':
    case 'incident.closed':
    case 'incident.reopened':
    case 'incident.machine-added':
    case 'incident.note-written':
    case 'incident.membership-granted':
      return incidentEventWords(event);
    case 'locker.lock-confirmed':
    case 'acquisition.requested':
    case 'acquisition.refused':
    case 'acquisition.feasible':
    case 'acquisition.snapshot-taken':
    case 'acquisition.read-granted':
    case 'acquisition.copied':
    case 'acquisition.received-by-hand':
    case 'import.claims-compared':
    case 'import.bundle-verified':
    case 'acquisition.copy-dead':
    case 'acquisition.source-hashed':
    case 'acquisition.copy-hashed':
    case 'acquisition.compared':
    case 'evidence.sealed':
    case 'evidence.missing-found':
    case 'evidence.other-found':
    case 'evidence.found-again':
    case 'acquisition.source-released':
    case 'acquisition.corroborated':
    case 'acquisition.step-failed':
    case 'acquisition.retried':
    case 'acquisition.cancel-requested':
    case 'acquisition.cancelled':
      return acquisitionEventWords(event);
    case 'access.signed-in':
    case 'access.signed-out':
    case 'access.denied':
    case 'access.session-revoked':
      return sessionEventWords(event);
    case 'access.requested':
    case 'access.commented':
    case 'access.approved':
    case 'access.refused':
    case 'access.granted':
    case 'access.withdrawn':
    case 'access.expired':
    case 'access.revoked':
    case 'access.ended':
    case 'access.content-opened':
    case 'access.content-read':
    case 'evidence.frozen':
      return accessEventWords(event);
    case 'evidence.verification-started':
    case 'evidence.verified':
    case 'evidence.thawed':
      return copyVerificationWords(event);
    case 'evidence.sampling-started':
    case 'evidence.sampled':
    case 'evidence.check-missed':
      return fixityEventWords(event);
    case 'bundle.begun':
    case 'bundle.exported':
    case 'bundle.receipt-accepted':
      return bundleEventWords(event);
    case 'access.link-made':
    case 'access.link-withheld':
    case 'access.links-revoking':
    case 'access.links-revoked':
    case 'derivative.requested':
    case 'derivative.imported':
    case 'derivative.attached':
    case 'derivative.removal-requested':
    case 'derivative.detached':
    case 'derivative.removed':
    case 'derivative.failed':
      return grantUseWords(event);
    case 'device.action-requested':
    case 'device.action-approved':
    case 'device.action-submitted':
    case 'device.action-refused':
    case 'device.action-ended':
    case 'device.cancel-requested':
    case 'device.cancelled':
      return deviceEventWords(event);
    case 'device.foreign-action-seen':
      return foreignActionWords(event.detail);
    case 'device.session-opened':
    case 'device.session-closed':
    case 'device.command-run':
    case 'device.command-refused':
    case 'device.command-ended':
    case 'device.indicator-requested':
    case 'device.indicator-added':
    case 'device.indicator-refused':
    case 'library.install-begun':
    case 'library.scripts-installed':
    case 'library.install-refused':
    case 'library.removal-begun':
    case 'library.file-removed':
    case 'library.removal-refused':
      return consoleEventWords(event);
    case 'hunting.run':
    case 'hunting.exported':
    case 'hunting.query-saved':
      return huntingEventWords(event);
    case 'report.requested':
    case 'report.generated':
    case 'report.signed':
    case 'report.downloaded':
    case 'report.certificate-drawn':
      return reportEventWords(event);
    case 'export.requested':
    case 'export.made':
    case 'export.failed':
    case 'export.downloaded':
      return exportEventWords(event);
    case 'script.uploaded':
    case 'script.released':
    case 'script.reviewed':
    case 'script.retired':
    case 'library.drift-found':
    case 'library.drift-mended':
      return scriptEventWords(event);
    case 'custody.handover-offered':
    case 'custody.handover-accepted':
    case 'custody.handover-declined':
    case 'custody.handover-withdrawn':
    case 'custody.handover-expired':
      return handoverWords(event);
    case 'break-glass.opened':
    case 'break-glass.read':
    case 'break-glass.ended':
    case 'break-glass.reviewed':
      return breakGlassWords(event);
    case 'proposal.proposed':
    case 'proposal.confirmed':
    case 'proposal.refused':
    case 'proposal.withdrawn':
    case 'proposal.expired':
    case 'control.act-begun':
    case 'control.act-done':
    case 'control.act-failed':
    case 'control.changed':
      return proposalEventWords(event);
    case 'inventory.started':
    case 'inventory.counted':
    case 'inventory.signed':
    case 'inventory.ended':
    case 'inventory.abandoned':
      return inventoryWords(event);
    case 'custody.corrected':
      return step('Record corrected', correctionWords(event.detail));
    case 'organisation.described':
      return step('Organisation described', `“${event.detail.name}”: ${quoted(event.detail.reason)}`);
    case 'settings.changed':
      return step(
        'Settings changed',
        `Time zone ${event.detail.timeZone}, appearance ${event.detail.appearance}${event.detail.awayUntil === undefined ? '' : `, away until ${event.detail.awayUntil}`}`,
      );
    case 'ledger.opened':
    case 'ledger.key-rotated':
    case 'ledger.event-lost':
    case 'custody.body-withheld':
    case 'ledger.body-erased':
    case 'ledger.erasure-failed':
    case 'ledger.body-removed':
    case 'ledger.frozen':
    case 'ledger.thawed':
    case 'ledger.anchor-failed':
    case 'ledger.anchor-mended':
    case 'ledger.verification-started':
    case 'ledger.verified':
      return ledgerEventWords(event);
    case 'hold.requested':
    case 'hold.placed':
    case 'hold.lift-confirmed':
    case 'hold.lifted':
    case 'retention.extension-requested':
    case 'retention.extended':
    case 'hold.act-failed':
    case 'hold.history-imported':
    case 'hold.set-outside':
    case 'hold.cleared-outside':
    case 'hold.set-again':
    case 'retention.changed-outside':
    case 'retention.restored':
    case 'hold.change-attributed':
    case 'hold.notice-sent':
    case 'hold.notice-reminded':
    case 'hold.notice-acknowledged':
    case 'evidence.disposal-approved':
    case 'evidence.disposal-witnessed':
    case 'evidence.disposal-begun':
    case 'evidence.disposed':
    case 'evidence.disposal-stopped':
      return holdEventWords(event);
    case 'alarm.acknowledged':
    case 'alarm.closed':
    case 'alarm.channel-tested':
    case 'alarm.channel-failed':
    case 'alarm.channel-mended':
      return alarmEventWords(event);
    case 'posture.drift-found':
      return bad('A control of Azure no longer holds', postureDriftWords(event.detail));
    case 'posture.drift-mended':
      return event.detail.after.verdict === 'excepted'
        ? step('A control of Azure fails by agreement', postureDriftWords(event.detail))
        : good('A control of Azure is better again', postureDriftWords(event.detail));
    case 'posture.excepted':
      return step('Exception from a control of Azure', postureExceptionWords(event.detail));
    case 'reconciliation.finding':
      return (event.detail.kind === 'grant-never-used' ? step : bad)(
        findingTitle(event.detail.kind),
        findingWords(event.detail),
      );
    case 'reconciliation.explained':
      return good('Finding explained', explainedWords(event.detail));
    case 'reconciliation.noted':
      return step('Finding noted', `${findingTitle(event.detail.kind)}: ${quoted(event.detail.text)}`);
    default:
      return unknownFact(event satisfies never);
  }
}

// A colleague's newer fact must show in an older page; it is named, never hidden.
function unknownFact(event: { readonly type: string }): EventWords {
  return step(event.type, 'This version has no words for this kind of event; see the record.');
}
