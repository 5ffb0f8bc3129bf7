import { stepTitle } from './acquisition-words.ts';
import { authorityName } from './authority-words.ts';
import { byteWords } from './byte-words.ts';
import type { EventDetail, StepReport } from './custody-event.ts';
import { type ComparedClaim, claimWords } from './digest-claim.ts';
import { digestWords } from './digest-words.ts';
import { duration } from './duration.ts';
import { bad, began, type EventWords, good, quoted, step } from './event-tone.ts';
import { evidenceDescription } from './evidence-description.ts';
import { foundSentence, missingSentence, otherSentence } from './evidence-presence.ts';
import { type ForeignVerdict, verdictWords } from './foreign-bundle.ts';
import { lastName } from './last-name.ts';
import type { EventFact } from './recorded-event.ts';

/** A fact of an acquisition, of its seal, or of what became of the sealed copy. */
type AcquisitionFact = Extract<
  EventFact,
  {
    readonly type:
      | 'locker.lock-confirmed'
      | `acquisition.${string}`
      | 'import.claims-compared'
      | 'import.bundle-verified'
      | 'evidence.sealed'
      | 'evidence.missing-found'
      | 'evidence.other-found'
      | 'evidence.found-again';
  }
>;

/** Puts a fact of an acquisition into words. Pure; says only what the fact itself says. */
export function acquisitionEventWords(event: AcquisitionFact): EventWords {
  switch (event.type) {
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
    case 'acquisition.received-by-hand': {
      const { fileName, sizeBytes, sha256 } = event.detail;
      const words = `“${fileName}”, ${sizeBytes} bytes, SHA-256 ${sha256}, as the browser of who imports it sent it`;
      return step('Received by hand', words);
    }
    case 'import.claims-compared':
      return claimsCompared(event.detail.claims);
    case 'import.bundle-verified':
      return bundleVerified(event.detail.verdict);
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
  }
}

function requested(detail: EventDetail<'acquisition.requested'>): EventWords {
  const { source, authority, reason, exhibitNumber, readMode } = detail;
  const read = readMode === 'full' ? ' Every byte is asked for.' : '';
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
  if (detail.log === 'none')
    return step('Nobody to corroborate it', 'No record of Microsoft’s speaks of these bytes.');
  if (!detail.found)
    return step(
      'Not corroborated yet',
      `${logWords(detail)} holds no entry for ${subjectOf(detail)} so far; it can be minutes late`,
    );
  const first = detail.entries[0];
  const by =
    first === undefined
      ? ''
      : ` by ${first.caller}${first.clientIp === null ? '' : ` from ${first.clientIp}`}`;
  const count = `${detail.entries.length} ${detail.entries.length === 1 ? 'entry' : 'entries'}`;
  return good('Corroborated', `${logWords(detail)} holds ${count} for ${subjectOf(detail)}${by}`);
}

function logWords({ log }: EventDetail<'acquisition.corroborated'>): string {
  return log === 'defender-audit' ? 'Microsoft’s audit of Defender' : 'Azure’s activity log';
}

function subjectOf({ log }: EventDetail<'acquisition.corroborated'>): string {
  return log === 'defender-audit' ? 'this action' : 'the snapshot';
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

function cancelWords(detail: EventDetail<'acquisition.cancel-requested'>): string {
  const { reason, consequence, requestedBy } = detail;
  const whose = requestedBy === undefined ? '' : ` The acquisition was asked for by ${requestedBy}.`;
  return `${quoted(reason)} ${consequence}${whose}`;
}

function bundleVerified(verdict: ForeignVerdict): EventWords {
  const words = verdictWords(verdict);
  if (verdict.outcome === 'holds') return good('The bundle holds', words);
  return bad(verdict.outcome === 'fails' ? 'The bundle does not hold' : 'No readable bundle', words);
}

function claimsCompared(claims: readonly ComparedClaim[]): EventWords {
  const words = claims.map(claimWords).join(' ');
  if (claims.some(({ outcome }) => outcome === 'differs')) return bad('A claimed digest differs', words);
  if (claims.every(({ outcome }) => outcome === 'not-computed'))
    return step('Claimed digests not compared', words);
  return good('Claimed digests agree', words);
}
