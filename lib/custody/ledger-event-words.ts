import { anchorFailedWords, anchorMendedWords } from './anchor-words.ts';
import { bad, began, type EventWords, good, step } from './event-tone.ts';
import { frozenWords, thawedWords } from './freeze-words.ts';
import { lostWords, openedWords, rotatedWords } from './ledger-words.ts';
import type { EventFact } from './recorded-event.ts';
import { verifiedSentence } from './verification.ts';

/** A fact of the ledger itself, or of what it no longer tells. */
type LedgerFact = Extract<EventFact, { readonly type: `ledger.${string}` | 'custody.body-withheld' }>;

/** Puts a fact of the ledger into words. Pure; says only what the fact itself says. */
export function ledgerEventWords(event: LedgerFact): EventWords {
  switch (event.type) {
    case 'ledger.opened':
      return began(
        event.detail.statement === undefined ? 'Ledger opened' : 'New epoch of the ledger',
        openedWords(event.detail),
      );
    case 'ledger.key-rotated':
      return step('Keys of the ledger replaced', rotatedWords(event.detail));
    case 'ledger.event-lost':
      return bad('Event lost', lostWords(event.detail));
    case 'custody.body-withheld':
      return bad(
        'Record withheld',
        `What event ${event.detail.n} (${event.detail.of}) says is read by nobody but those who decided: ${event.detail.decision}`,
      );
    case 'ledger.body-erased':
      return bad('Body erased', `Event ${event.detail.eventId}, by decision: ${event.detail.decision}`);
    case 'ledger.erasure-failed':
      return bad(
        'Erasure not possible yet',
        `The key of event ${event.detail.eventId} is not destroyed (${event.detail.decision}); it is tried on. ${event.detail.problem}`,
      );
    case 'ledger.body-removed':
      return step(
        'Erasure carried out',
        `The key of event ${event.detail.eventId} is destroyed and its words are gone: ${event.detail.decision}`,
      );
    case 'ledger.frozen':
      return bad('Ledger frozen', frozenWords(event.detail));
    case 'ledger.thawed':
      return good('Ledger thawed', thawedWords(event.detail));
    case 'ledger.anchor-failed':
      return bad('Anchor failing', anchorFailedWords(event.detail));
    case 'ledger.anchor-mended':
      return good('Anchor answers again', anchorMendedWords(event.detail));
    case 'ledger.verification-started':
      return began('Verification of the ledger begun', 'Against its anchors and witnesses');
    case 'ledger.verified':
      return (event.detail.outcome === 'held' ? good : bad)(
        'Ledger verified',
        verifiedSentence(event.detail),
      );
  }
}
