import { changeWords } from './change-words.ts';
import { began, type EventWords, good, quoted, step } from './event-tone.ts';
import { lastName } from './last-name.ts';
import type { EventFact } from './recorded-event.ts';

type IncidentFact = Extract<EventFact, { readonly type: `incident.${string}` }>;

/** Puts a fact of an incident into words. Pure; says only what the fact itself says. */
export function incidentEventWords(event: IncidentFact): EventWords {
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
  }
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
