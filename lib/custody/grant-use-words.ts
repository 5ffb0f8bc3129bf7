import type { EventWords } from './event-tone.ts';
import type { GrantUseEventShapes } from './grant-use-event.ts';
import { lastName } from './last-name.ts';
import { minuteWords } from './minute-words.ts';
import type { EventFact } from './recorded-event.ts';
import type { WorkingCopyEnd } from './working-copy.ts';

/** A fact of a grant that is used past the portal. */
type GrantUseFact = Extract<EventFact, { readonly type: keyof GrantUseEventShapes }>;

/** Puts such a fact into words. Pure; says only what the fact itself says. */
export function grantUseWords(event: GrantUseFact): EventWords {
  const { type, detail } = event;
  switch (type) {
    case 'access.link-made':
      return words('Link made', 'began', [
        `${detail.number}, for ${detail.grantee.displayName} alone, with their own token`,
        `read only, from ${detail.addresses}, until ${minuteWords(detail.endsAt)}`,
        `SHA-256 ${detail.sasSha256.slice(0, 8)}…`,
      ]);
    case 'access.link-withheld':
      return words('Link not handed out', 'bad', [detail.number, detail.problem]);
    case 'access.links-revoking':
      return words('End of every link asked for', 'began', [
        `${detail.number}, ${links(detail.linkIds.length)}`,
        `ends the links of ${detail.grants.join(', ')}`,
      ]);
    case 'access.links-revoked':
      return words('Links ended', 'bad', [
        `${detail.number}, ${links(detail.linkIds.length)}`,
        'the keys that signed them were revoked',
      ]);
    case 'derivative.requested':
      return words('Working copy asked for', 'began', [
        `${detail.workingCopy} for ${detail.grantee.displayName}, under ${detail.number}`,
        `at LUN ${detail.lun} of ${lastName(detail.machineId)}`,
      ]);
    case 'derivative.imported':
      return words('Working copy made', 'step', [
        `${detail.workingCopy}, by ${detail.path}`,
        detail.pathReason,
        `payload SHA-256 ${detail.digests.payloadSha256.slice(0, 8)}… when it was made, as sealed; it may change from now on`,
      ]);
    case 'derivative.attached':
      return words('Working copy attached', 'good', [
        `${detail.workingCopy} at LUN ${detail.lun} of ${lastName(detail.machineId)}, writable`,
        'its digest may change',
      ]);
    case 'derivative.removal-requested':
      return words('Removal of a working copy asked for', 'began', [detail.workingCopy]);
    case 'derivative.detached':
      return words('Working copy detached', 'step', [
        `${detail.workingCopy} from ${lastName(detail.machineId)}`,
        workingCopyEndWords(detail.why),
      ]);
    case 'derivative.removed':
      return words('Working copy removed', 'good', [detail.workingCopy, workingCopyEndWords(detail.why)]);
    case 'derivative.failed':
      return words(
        detail.doing === 'make' ? 'Working copy failed' : 'Working copy could not be removed',
        'bad',
        [detail.workingCopy, detail.problem, detail.willRetry ? 'another attempt follows' : null],
      );
    default:
      return type satisfies never;
  }
}

export function workingCopyEndWords(why: WorkingCopyEnd): string {
  switch (why) {
    case 'asked':
      return 'asked for by whom it was made for';
    case 'revoked':
      return 'the grant was revoked';
    case 'ended':
      return 'the grant ended';
    case 'failed':
      return 'it could not be made';
    case 'held-back':
      return 'nothing of the item may leave any more';
  }
}

function words(title: string, tone: EventWords['tone'], parts: readonly (string | null)[]): EventWords {
  return { title, tone, sentence: parts.filter((part) => part !== null).join('; ') };
}

function links(count: number): string {
  return count === 1 ? '1 link' : `${count} links`;
}
