import type { EventDetail } from './custody-event.ts';
import { defenderStateWords, deviceActTitle, libraryAfterWords } from './device-action-words.ts';
import type { DeviceEventShapes } from './device-event.ts';
import type { EventWords } from './event-tone.ts';
import type { EventFact } from './recorded-event.ts';

/** A fact of what was asked of a device. */
type DeviceFact = Extract<EventFact, { readonly type: keyof DeviceEventShapes }>;

/** Puts such a fact into words. Pure; says only what the fact itself says. */
export function deviceEventWords(event: DeviceFact): EventWords {
  const { type, detail } = event;
  switch (type) {
    case 'device.action-requested': {
      const { number, act, device, reason, plan } = detail;
      const title = `${deviceActTitle(act.kind)} requested`;
      return { title, sentence: `${number} on ${device.name}: “${reason}” ${plan}`, tone: 'began' };
    }
    case 'device.action-approved': {
      const sentence = `${detail.number}, by ${detail.approvedBy} (${detail.proposal}).`;
      return { title: 'A second person agreed to an action', sentence, tone: 'step' };
    }
    case 'device.action-submitted': {
      const found = detail.found
        ? ' Its answer had been lost; it was found by its marker and not sent twice.'
        : '';
      const sentence = `${detail.number} is ${detail.defenderId} there.${found}`;
      return { title: 'Taken by Defender', sentence, tone: 'step' };
    }
    case 'device.action-refused':
      return { title: 'Action refused', sentence: `${detail.number}: ${detail.why}`, tone: 'bad' };
    case 'device.action-ended':
      return ended(detail);
    case 'device.cancel-requested': {
      const sentence = `${detail.number}: “${detail.reason}” ${detail.consequence}`;
      return { title: 'Cancellation of an action asked for', sentence, tone: 'began' };
    }
    case 'device.cancelled': {
      const sentence = `${detail.number}, ${cancelledWhere(detail)}.`;
      return { title: 'Action cancelled', sentence, tone: detail.reached === 'not-known' ? 'bad' : 'step' };
    }
  }
}

function cancelledWhere({ defenderId, reached }: EventDetail<'device.cancelled'>): string {
  if (reached === 'not-known')
    return 'whether it reached Defender and ran is not known: the answer was lost, and its list does not show it';
  return defenderId === null ? 'before it reached Defender' : 'Defender was asked to stop it';
}

function ended(detail: EventDetail<'device.action-ended'>): EventWords {
  const { number, defender, exhibitNumbers, lost } = detail;
  const given =
    exhibitNumbers.length === 0 ? 'It gave nothing to keep.' : `It gave ${exhibitNumbers.join(', ')}.`;
  const trouble = defender.trouble === null ? '' : ` Defender says: “${defender.trouble}”`;
  const gone = lost.length === 0 ? '' : ` Lost: ${lost.join('; ')}.`;
  const library = detail.libraryAfter === undefined ? null : libraryAfterWords(detail.libraryAfter);
  const said = library === null ? '' : ` ${library}`;
  return {
    title: 'Action ended',
    sentence: `${number}: ${defenderStateWords(defender.state)}. ${given}${gone}${said}${trouble}`,
    tone: defender.state === 'succeeded' && lost.length === 0 && library === null ? 'good' : 'bad',
  };
}
