import { byteWords } from './byte-words.ts';
import { detectionWords } from './detection-chance.ts';
import type { EventWords } from './event-tone.ts';
import { checkWords, groundWords } from './fixity.ts';
import type { FixityEventShapes } from './fixity-event.ts';
import { minuteWords } from './minute-words.ts';
import type { EventFact } from './recorded-event.ts';

type FixityFact = Extract<EventFact, { readonly type: keyof FixityEventShapes }>;

/** Puts a fact of a scheduled check into words. Pure; says only what the fact itself says. */
export function fixityEventWords(event: FixityFact): EventWords {
  switch (event.type) {
    case 'evidence.sampling-started': {
      const { sampled, blocks, ground } = event.detail;
      return {
        title: 'Sample of blocks drawn',
        tone: 'began',
        sentence: `${sampled} of ${blocks} blocks, by a seed on record; ${groundWords(ground)}`,
      };
    }
    case 'evidence.sampled':
      return sampledWords(event.detail);
    case 'evidence.check-missed': {
      const { check, ground, dueBy } = event.detail;
      return {
        title: 'Check of the stored copy missed',
        tone: 'bad',
        sentence: `The ${checkWords(check)} was due by ${minuteWords(dueBy)}: ${groundWords(ground)}`,
      };
    }
    default:
      return event satisfies never;
  }
}

function sampledWords(detail: FixityEventShapes['evidence.sampled']): EventWords {
  const { outcome, sampled, blocks, bytes, problem } = detail;
  switch (outcome) {
    case 'as-sealed': {
      const read = bytes === null ? '' : ` (${byteWords(bytes)})`;
      return {
        title: 'Sample of blocks as sealed',
        tone: 'good',
        sentence: `${sampled} of ${blocks} blocks${read} as in the sealed manifest; ${detectionWords(blocks, sampled)}`,
      };
    }
    case 'differs':
      return {
        title: 'Sample of blocks not as sealed',
        tone: 'bad',
        sentence: problem ?? 'A block differs.',
      };
    case 'not-read':
      return { title: 'Sample of blocks not read', tone: 'bad', sentence: problem ?? 'No cause is known.' };
  }
}
