import type { EventDetail } from './custody-event.ts';

/** Whose log was opened, under which keys, and after which loss, if any. The record has the statement whole. */
export function openedWords(detail: EventDetail<'ledger.opened'>): string {
  const { origin, epoch, verifierKeys, statement } = detail;
  const keys = verifierKeys.length === 0 ? 'no key known yet' : `signed by ${keyIds(verifierKeys)}`;
  const after =
    statement === undefined
      ? ''
      : '; entries of the epoch before are gone, and the signed statement in the record says which and why';
  return `${origin}, epoch ${epoch}, ${keys}${after}`;
}

export function rotatedWords({ retired, verifierKeys }: EventDetail<'ledger.key-rotated'>): string {
  return `${keyIds(retired)} sign no more behind this entry; ${keyIds(verifierKeys)} do`;
}

export function lostWords({ epochBefore, why }: EventDetail<'ledger.event-lost'>): string {
  return `What stood here was lost with epoch ${epochBefore} of the ledger: ${why}`;
}

/** The ids by which notes name them. */
function keyIds(verifierKeys: readonly string[]): string {
  return verifierKeys.map((key) => key.split('+')[1] ?? key).join(' and ');
}
