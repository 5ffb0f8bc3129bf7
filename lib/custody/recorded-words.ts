import type { EventWords } from './event-tone.ts';
import { eventWords } from './event-words.ts';
import type { RecordedEvent } from './recorded-event.ts';

/** The words of an event as it stands in the register: every event of a rehearsal says that it is one. */
export function recordedWords(event: RecordedEvent): EventWords {
  const words = eventWords(event);
  return isRehearsal(event) ? { ...words, title: `Rehearsal: ${words.title}` } : words;
}

function isRehearsal({ subjects }: RecordedEvent): boolean {
  return subjects.some((subject) => subject.startsWith('rehearsal:'));
}
