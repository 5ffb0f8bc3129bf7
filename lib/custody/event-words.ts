import { accessEventWords } from './access-event-words.ts';
import { stepTitle } from './acquisition-words.ts';
import { alarmEventWords } from './alarm-event-words.ts';
import { anchorFailedWords, anchorMendedWords } from './anchor-words.ts';
import { authorityName } from './authority-words.ts';
import { breakGlassWords } from './break-glass-words.ts';
import { byteWords } from './byte-words.ts';
import { changeWords } from './change-words.ts';
import { consoleEventWords } from './console-event-words.ts';
import { copyVerificationWords } from './copy-verification-words.ts';
import { correctionWords } from './correction-words.ts';
import type { EventDetail, StepReport } from './custody-event.ts';
import { deviceEventWords } from './device-event-words.ts';
import { digestWords } from './digest-words.ts';
import { duration } from './duration.ts';
import { evidenceDescription } from './evidence-description.ts';
import { foundSentence, missingSentence, otherSentence } from './evidence-presence.ts';
import { frozenWords, thawedWords } from './freeze-words.ts';
import { grantUseWords } from './grant-use-words.ts';
import { handoverWords } from './handover-words.ts';
import { holdEventWords } from './hold-event-words.ts';
import { inventoryWords } from './inventory-words.ts';
import { lostWords, openedWords, rotatedWords } from './ledger-words.ts';
import { postureDriftWords, postureExceptionWords } from './posture-words.ts';
import { proposalEventWords } from './proposal-event-words.ts';
import { explainedWords, findingTitle, findingWords } from './reconciliation-words.ts';
import type { EventFact } from './recorded-event.ts';
import { verifiedSentence } from './verification.ts';

/** One line and one sentence for a timeline. `tone` colours the dot: a beginning, a step, a good end, or trouble. */
export interface EventWords {
  readonly title: string;
  readonly sentence: string;
  readonly tone: 'began' | 'step' | 'good' | 'bad';
}

/** Puts a recorded fact into words. Pure; says only what the fact itself says. */
export function eventWords(event: EventFact): EventWords {
  switch (event.type) {
    case 'incident.imported':
      return step(
        'Incident imported',
        `${origin(event.detail.source)}: “${event.detail.title}”, severity ${event.detail.severity}`,
      );
    case 'incident.updated':
      return step('Incident updated', `${origin(event.detail.source)}: ${changeWords(event.detail.changes)}`);
    case 'incident.opened':
      return began(
        'Incident opened by hand',
        `${event.detail.number}, “${event.detail.title}”: “${event.detail.reason}”`,
      );
    case 'incident.closed':
      return good('Incident closed', quoted(event.detail.reason));
    case 'incident.reopened':
      return began('Incident reopened', quoted(event.detail.reason));
    case 'incident.machine-added':
      return step('Machine added', `${lastName(event.detail.resourceId)}: ${quoted(event.detail.reason)}`);
    case 'incident.note-written':
      return step('Note written', quoted(event.detail.text));
    case 'incident.membership-granted':
      return step('Membership granted', `To ${event.detail.objectId}: ${quoted(event.detail.reason)}`);
    case 'locker.lock-confirmed':
      return lockConfirmed(event.detail);
    case 'acquisition.requested':
      return requested(event.detail);
    case 'acquisition.refused':
      return bad('Acquisition refused', event.detail.reasons.join(' '));
    case 'acquisition.feasible':
      return step(
        'Feasible',
        event.detail.checks.map((check) => `${check.check}: ${check.result}`).join('; '),
      );
    case 'acquisition.snapshot-taken':
      return step(
        'Snapshot taken',
        `${lastName(event.detail.snapshotId)}${correlation(event.detail.report)}. Changes to the source: ${event.detail.changesToSource}`,
      );
    case 'acquisition.read-granted':
      return step(
        'Read granted',
        `For ${duration(event.detail.seconds)}, read only, at ${event.detail.host}`,
      );
    case 'acquisition.copied':
      return copied(event.detail);
    case 'acquisition.copy-dead':
      return bad(
        'Copy attempt dead',
        `${event.detail.blob} stays in ${event.detail.container} and is excluded: ${event.detail.reason}`,
      );
    case 'acquisition.source-hashed':
      return step('Source hashed', digestWords(event.detail.digests));
    case 'acquisition.copy-hashed':
      return step('Stored copy read back', digestWords(event.detail.digests));
    case 'acquisition.compared':
      return event.detail.equal
        ? good('Digests equal', 'SHA-256 of the stored copy equals the source stream')
        : bad('Digests differ', `Source ${event.detail.expected}, stored copy ${event.detail.actual}`);
    case 'evidence.sealed':
      return sealed(event.detail);
    case 'evidence.missing-found':
      return bad('Missing', missingSentence(event.detail));
    case 'evidence.other-found':
      return bad('Not the same blob', otherSentence(event.detail));
    case 'evidence.found-again':
      return good('Found again', foundSentence(event.detail));
    case 'acquisition.source-released':
      return step('Source released', released(event.detail));
    case 'acquisition.corroborated':
      return corroborated(event.detail);
    case 'acquisition.step-failed':
      return bad(
        `${stepTitle(event.detail.step, false)} failed`,
        `Attempt ${event.detail.attempt}: ${event.detail.message}${event.detail.willRetry ? ' Another attempt follows.' : ''}`,
      );
    case 'acquisition.retried':
      return began('Retried', `${stepTitle(event.detail.step, false)}: ${quoted(event.detail.reason)}`);
    case 'acquisition.cancel-requested':
      return began('Cancellation asked for', cancelWords(event.detail));
    case 'acquisition.cancelled':
      return bad('Cancelled', `${released(event.detail)}; ${leftBehind(event.detail.leftInLocker)}`);
    case 'access.signed-in':
      return step('Signed in', `By ${event.detail.method}`);
    case 'access.signed-out':
      return step('Signed out', signedOut(event.detail.how));
    case 'access.denied':
      return bad(
        'Access denied',
        joined(`${event.detail.permission} on ${event.detail.subject}`, event.detail.why),
      );
    case 'access.session-revoked':
      return step(
        'Sessions revoked',
        joined(
          `${event.detail.sessions} ${event.detail.sessions === 1 ? 'session' : 'sessions'}`,
          event.detail.why,
        ),
      );
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
    case 'device.action-submitted':
    case 'device.action-refused':
    case 'device.action-ended':
    case 'device.cancel-requested':
    case 'device.cancelled':
      return deviceEventWords(event);
    case 'device.session-opened':
    case 'device.session-closed':
    case 'device.command-run':
    case 'device.command-refused':
    case 'device.command-ended':
    case 'device.indicator-added':
    case 'library.scripts-installed':
    case 'library.file-removed':
      return consoleEventWords(event);
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
    case 'settings.changed':
      return step(
        'Settings changed',
        `Time zone ${event.detail.timeZone}, appearance ${event.detail.appearance}${event.detail.awayUntil === undefined ? '' : `, away until ${event.detail.awayUntil}`}`,
      );
    case 'ledger.opened':
      return began(
        event.detail.statement === undefined ? 'Ledger opened' : 'New epoch of the ledger',
        openedWords(event.detail),
      );
    case 'ledger.key-rotated':
      return step('Keys of the ledger replaced', rotatedWords(event.detail));
    case 'ledger.event-lost':
      return bad('Event lost', lostWords(event.detail));
    case 'custody.body-withheld':
      return bad(
        'Record withheld',
        `What event ${event.detail.n} (${event.detail.of}) says is read by nobody but those who decided: ${event.detail.decision}`,
      );
    case 'ledger.body-erased':
      return bad('Body erased', `Event ${event.detail.eventId}, by decision: ${event.detail.decision}`);
    case 'ledger.erasure-failed':
      return bad(
        'Erasure not possible yet',
        `The key of event ${event.detail.eventId} is not destroyed (${event.detail.decision}); it is tried on. ${event.detail.problem}`,
      );
    case 'ledger.body-removed':
      return step(
        'Erasure carried out',
        `The key of event ${event.detail.eventId} is destroyed and its words are gone: ${event.detail.decision}`,
      );
    case 'ledger.frozen':
      return bad('Ledger frozen', frozenWords(event.detail));
    case 'ledger.thawed':
      return good('Ledger thawed', thawedWords(event.detail));
    case 'ledger.anchor-failed':
      return bad('Anchor failing', anchorFailedWords(event.detail));
    case 'ledger.anchor-mended':
      return good('Anchor answers again', anchorMendedWords(event.detail));
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
    case 'ledger.verification-started':
      return began('Verification of the ledger begun', 'Against its anchors and witnesses');
    case 'ledger.verified':
      return (event.detail.outcome === 'held' ? good : bad)(
        'Ledger verified',
        verifiedSentence(event.detail),
      );
    default:
      return unknownFact(event satisfies never);
  }
}

const began = (title: string, sentence: string): EventWords => ({ title, sentence, tone: 'began' });
const step = (title: string, sentence: string): EventWords => ({ title, sentence, tone: 'step' });
const good = (title: string, sentence: string): EventWords => ({ title, sentence, tone: 'good' });
const bad = (title: string, sentence: string): EventWords => ({ title, sentence, tone: 'bad' });

// A colleague's newer fact must show in an older page; it is named, never hidden.
function unknownFact(event: { readonly type: string }): EventWords {
  return step(event.type, 'This version has no words for this kind of event; see the record.');
}

function requested(detail: EventDetail<'acquisition.requested'>): EventWords {
  const { source, authority, reason, exhibitNumber, readMode } = detail;
  const read = readMode === 'full' ? ' Every byte will be read.' : '';
  return began(
    'Acquisition requested',
    `${exhibitNumber}, ${evidenceDescription(source)}: ${quoted(reason)} Authority: ${authorityName(authority)}.${read}`,
  );
}

function lockConfirmed(detail: EventDetail<'locker.lock-confirmed'>): EventWords {
  const how =
    detail.how === 'typed' ? 'By typing the locker’s name' : 'By the setting of whoever set the tenant up';
  return began(
    'First lock confirmed',
    `${how}: ${detail.retentionDays} days on ${detail.container} of ${detail.account}, which nobody can undo`,
  );
}

function copied(detail: EventDetail<'acquisition.copied'>): EventWords {
  const why = detail.pathReason ?? null;
  const because = why === null ? '' : ` (${why})`;
  if (detail.path === 'received')
    return step('Received into the locker', `${byteWords(detail.sizeBytes)} as they came${because}`);
  const path = detail.path === 'server-side' ? 'Server-side' : `By way of the staging container${because}`;
  const id = detail.copyId === null ? '' : `, copy id ${detail.copyId}`;
  const time = duration(seconds(detail.report));
  return step('Copied into the locker', `${path}, ${byteWords(detail.sizeBytes)} in ${time}${id}`);
}

function sealed(detail: EventDetail<'evidence.sealed'>): EventWords {
  const { policyState, retentionUntil, legalHoldTags } = detail.protection;
  const retention =
    retentionUntil === null
      ? `Retention ${policyState}`
      : `${policyState} retention until ${retentionUntil.slice(0, 10)}`;
  const hold = legalHoldTags.length === 0 ? 'no legal hold' : `legal hold ${legalHoldTags.join(', ')}`;
  const words = `${retention} and ${hold}, read back from storage`;
  return policyState === 'Locked' ? good('Sealed', words) : bad('Sealed without a locked policy', words);
}

function corroborated(detail: EventDetail<'acquisition.corroborated'>): EventWords {
  if (!detail.found)
    return step(
      'Not corroborated yet',
      'Azure’s activity log holds no entry for this snapshot so far; it can be minutes late',
    );
  const first = detail.entries[0];
  const by =
    first === undefined
      ? ''
      : ` by ${first.caller}${first.clientIp === null ? '' : ` from ${first.clientIp}`}`;
  const count = `${detail.entries.length} ${detail.entries.length === 1 ? 'entry' : 'entries'}`;
  return good('Corroborated', `Azure’s activity log holds ${count} for the snapshot${by}`);
}

function released(detail: { readonly snapshotDeleted: boolean; readonly grantRevoked: boolean }): string {
  const grant = detail.grantRevoked ? 'Read grant revoked' : 'No read grant was open';
  return `${grant}, ${detail.snapshotDeleted ? 'snapshot deleted' : 'no snapshot was left'}`;
}

function leftBehind(leftInLocker: string | null): string {
  return leftInLocker === null ? 'nothing stays in the locker' : `${leftInLocker} stays in the locker`;
}

function correlation(report: StepReport): string {
  const id = report.azure.find((trace) => trace.correlationId !== null)?.correlationId;
  return id === undefined || id === null ? '' : `, Azure correlation id ${id}`;
}

function seconds(report: StepReport): number {
  return Math.max(0, Math.round((Date.parse(report.endedAt) - Date.parse(report.startedAt)) / 1000));
}

function quoted(text: string): string {
  return `“${text}”`;
}

function lastName(resourceId: string): string {
  return resourceId.split('/').at(-1) ?? resourceId;
}

function origin(source: 'defender' | 'machines-folder' | 'azure'): string {
  switch (source) {
    case 'defender':
      return 'From Defender';
    case 'machines-folder':
      return 'From the machines folder';
    case 'azure':
      return 'From Azure';
  }
}

function signedOut(how: 'person' | 'expired' | 'revoked'): string {
  switch (how) {
    case 'person':
      return 'By the person';
    case 'expired':
      return 'The session expired';
    case 'revoked':
      return 'The session was revoked';
  }
}

function joined(what: string, why: string | undefined): string {
  return why === undefined ? what : `${what}: ${why}`;
}

function cancelWords(detail: EventDetail<'acquisition.cancel-requested'>): string {
  const { reason, consequence, requestedBy } = detail;
  const whose = requestedBy === undefined ? '' : ` The acquisition was asked for by ${requestedBy}.`;
  return `${quoted(reason)} ${consequence}${whose}`;
}
