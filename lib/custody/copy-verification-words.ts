import type { CopyVerificationEventShapes } from './copy-verification-event.ts';
import type { EventWords } from './event-tone.ts';
import { groundWords } from './fixity.ts';
import { minuteWords } from './minute-words.ts';
import type { EventFact } from './recorded-event.ts';

/** A fact of a stored copy that is read whole again, or thawed. */
type CopyVerificationFact = Extract<EventFact, { readonly type: keyof CopyVerificationEventShapes }>;

/** Puts such a fact into words. Pure; says only what the fact itself says. */
export function copyVerificationWords(event: CopyVerificationFact): EventWords {
  switch (event.type) {
    case 'evidence.verification-started': {
      const { ground } = event.detail;
      return {
        title: ground === undefined ? 'Full read asked for' : 'Full read scheduled',
        tone: 'began',
        sentence: `Every byte of the stored copy is read again${ground === undefined ? '' : `; ${groundWords(ground)}`}`,
      };
    }
    case 'evidence.verified':
      return verifiedWords(event.detail);
    case 'evidence.thawed': {
      const { frozenSince, verifiedAt, sha256, proposal } = event.detail;
      const found = `read whole ${minuteWords(verifiedAt)} and found as sealed, SHA-256 ${sha256.slice(0, 8)}…`;
      return {
        title: 'Evidence thawed',
        tone: 'good',
        sentence: `Frozen since ${minuteWords(frozenSince)}; ${found}; by ${proposal}`,
      };
    }
    default:
      return event satisfies never;
  }
}

function verifiedWords({
  outcome,
  sealedSha256,
  digests,
  problem,
}: CopyVerificationEventShapes['evidence.verified']): EventWords {
  const read = digests === null ? '' : `, all ${digests.sizeBytes} bytes read`;
  switch (outcome) {
    case 'as-sealed':
      return {
        title: 'Stored copy as sealed',
        tone: 'good',
        sentence: `Full read: SHA-256 ${sealedSha256.slice(0, 8)}… as sealed${read}`,
      };
    case 'differs':
      return {
        title: 'Stored copy not as sealed',
        tone: 'bad',
        sentence: `${problem ?? 'The digests differ.'} Sealed: SHA-256 ${sealedSha256.slice(0, 8)}…${read}`,
      };
    case 'not-read':
      return { title: 'Stored copy not read', tone: 'bad', sentence: problem ?? 'No cause is known.' };
  }
}
