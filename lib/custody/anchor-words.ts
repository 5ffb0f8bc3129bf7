import type { EventDetail } from './custody-event.ts';

/** Which anchor, since when, and what it says or does not. */
export function anchorFailedWords(detail: EventDetail<'ledger.anchor-failed'>): string {
  const { kind, name, place, since, problem, contradicts } = detail;
  const what = contradicts ? 'contradicts the ledger' : 'gives no receipt';
  return `${kind} ${name} at ${place} ${what}${since === null ? '' : ` since ${since}`}: ${problem}`;
}

/** Which anchor gives receipts again. */
export function anchorMendedWords(detail: EventDetail<'ledger.anchor-mended'>): string {
  const { kind, name, place, toldAt } = detail;
  return `${kind} ${name} at ${place}${toldAt === null ? '' : `, whose failing was recorded at ${toldAt}`}`;
}
