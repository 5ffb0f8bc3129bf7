import { bad, began, type EventWords, good, quoted, step } from './event-tone.ts';
import type { ExportEventShapes } from './export-event.ts';
import type { EventFact } from './recorded-event.ts';

type ExportFact = Extract<EventFact, { readonly type: keyof ExportEventShapes }>;

/** Puts a fact of an export of events into words. Pure; says only what the fact itself says. */
export function exportEventWords({ type, detail }: ExportFact): EventWords {
  switch (type) {
    case 'export.requested':
      return began('Export of events asked for', `${searched(detail.query)}, as ${detail.format}`);
    case 'export.made': {
      const count = `${detail.events} ${detail.events === 1 ? 'event' : 'events'}`;
      const among =
        detail.ledgerSize === undefined ? '' : ` among the first ${detail.ledgerSize} entries of the ledger`;
      return good(
        'Export of events made',
        `${searched(detail.query)}: ${count}${among}, SHA-256 ${detail.sha256}`,
      );
    }
    case 'export.failed':
      return bad(
        'Export of events not made',
        detail.query === undefined ? detail.problem : `${searched(detail.query)}: ${detail.problem}`,
      );
    case 'export.downloaded':
      return step('Export of events downloaded', `The file with SHA-256 ${detail.sha256}`);
  }
}

function searched(query: string): string {
  return query === '' ? 'All events' : quoted(query);
}
