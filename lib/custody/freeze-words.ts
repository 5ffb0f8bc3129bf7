import type { EventDetail } from './custody-event.ts';
import type { LedgerDifference } from './ledger-event.ts';

/** Why the ledger was frozen, what found it, and how far it had been vouched for. */
export function frozenWords(detail: EventDetail<'ledger.frozen'>): string {
  const { databaseSize, anchoredSize, witnessedSize } = detail;
  const sizes = `The database names ${databaseSize} entries; ${anchoredSize} were anchored`;
  const witnessed = witnessedSize === '0' ? '' : `, a witness cosigned ${witnessedSize}`;
  return `${differenceWords(detail)} Found ${finder(detail.foundBy)}. ${sizes}${witnessed}.`;
}

/** What ended the freeze: never a person. Who put the rows back, this record does not know. */
export function thawedWords(detail: EventDetail<'ledger.thawed'>): string {
  const { since, databaseSize, anchoredSize, found } = detail;
  const again = `the tree continues what was anchored (${anchoredSize} entries), and all ${databaseSize} entries were read again`;
  return `Frozen since ${since}. By no person: ${again}. Who mended the database is not known here. It had been: ${differenceWords(found)}`;
}

function differenceWords({ words, firstIndex }: LedgerDifference): string {
  return firstIndex === null ? words : `${words} First difference: entry ${firstIndex}.`;
}

function finder(foundBy: EventDetail<'ledger.frozen'>['foundBy']): string {
  switch (foundBy) {
    case 'checkpoint-guard':
      return 'against what was anchored and witnessed';
    case 'patrol':
      return 'by reading the rows again';
  }
}
