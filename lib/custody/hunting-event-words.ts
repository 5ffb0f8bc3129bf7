import { type EventWords, step } from './event-tone.ts';
import { timespanWords } from './hunting.ts';
import type { HuntingEventShapes } from './hunting-event.ts';
import type { EventFact } from './recorded-event.ts';

/** A fact of a query in Microsoft's hunting tables. */
type HuntingFact = Extract<EventFact, { readonly type: keyof HuntingEventShapes }>;

/** Puts such a fact into words. Pure; says only what the fact itself says. */
export function huntingEventWords(event: HuntingFact): EventWords {
  const { type, detail } = event;
  switch (type) {
    case 'hunting.run': {
      const { query, timespan, rowCount, truncated, deviceName } = detail;
      const from = deviceName === null ? '' : `, from ${deviceName}`;
      const cut = truncated ? '; more were not given' : '';
      const sentence = `“${query}” over ${timespanWords(timespan)}${from}. Rows: ${rowCount}${cut}.`;
      return step('Hunting query run', sentence);
    }
    case 'hunting.exported': {
      const { rowCount, resultSha256, by } = detail;
      const ground =
        by === undefined ? '' : ` It is ${by.exhibitNumber}; they left by the grant ${by.number}.`;
      const sentence = `Rows: ${rowCount}, of the result with SHA-256 ${resultSha256}.${ground}`;
      return step('Hunting result exported', sentence);
    }
    case 'hunting.query-saved': {
      const { name, version, sharedWith, text } = detail;
      const whom = sharedWith === 'everyone' ? 'every incident' : 'this incident';
      return step('Hunting query saved', `“${name}”, version ${version}, for ${whom}: “${text}”`);
    }
  }
}
