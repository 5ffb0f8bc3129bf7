import type { EventWords } from './event-tone.ts';
import type { HandoverEventShapes } from './handover-event.ts';
import { minuteWords } from './minute-words.ts';
import type { EventFact } from './recorded-event.ts';

/** A fact of a transfer of custody. */
export type HandoverFact = Extract<EventFact, { readonly type: keyof HandoverEventShapes }>;

/** Puts a fact of a transfer into words. Pure; says only what the fact itself says. */
export function handoverWords({ type, detail }: HandoverFact): EventWords {
  const parties = `${detail.number}, from ${detail.from.displayName} to ${detail.to.displayName}`;
  switch (type) {
    case 'custody.handover-offered': {
      const { purpose, condition, location, expiresAt, inPlace } = detail;
      const instead = inPlace ? ' in place of who has custody and cannot act' : '';
      const sentence = `${parties}${instead}: “${purpose}” Condition: “${condition}” Place: “${location}” To be accepted by ${minuteWords(expiresAt)}`;
      return { title: 'Hand-over offered', tone: 'began', sentence };
    }
    case 'custody.handover-accepted': {
      const { condition, location } = detail;
      const sentence = `${parties}, who has custody from now on. Condition found: “${condition}” Place: “${location}”`;
      return { title: 'Custody handed over', tone: 'good', sentence };
    }
    case 'custody.handover-declined':
      return { title: 'Hand-over declined', tone: 'bad', sentence: `${parties}; custody stays` };
    case 'custody.handover-withdrawn':
      return { title: 'Hand-over withdrawn', tone: 'step', sentence: `${parties}; custody stays` };
    case 'custody.handover-expired':
      return {
        title: 'Hand-over expired',
        tone: 'bad',
        sentence:
          detail.why === 'disposed'
            ? `${parties}: the item is disposed of, or on its way out`
            : `${parties}: nobody accepted in time; custody stays`,
      };
    default:
      return type satisfies never;
  }
}
