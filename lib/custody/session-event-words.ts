import { bad, type EventWords, step } from './event-tone.ts';
import type { EventFact } from './recorded-event.ts';

type SessionFact = Extract<
  EventFact,
  { readonly type: 'access.signed-in' | 'access.signed-out' | 'access.denied' | 'access.session-revoked' }
>;

/** Puts a fact of who came in, and who did not, into words. Pure; says only what the fact itself says. */
export function sessionEventWords(event: SessionFact): EventWords {
  switch (event.type) {
    case 'access.signed-in':
      return step('Signed in', `By ${event.detail.method}`);
    case 'access.signed-out':
      return step('Signed out', signedOut(event.detail.how));
    case 'access.denied':
      return bad(
        'Access denied',
        joined(`${event.detail.permission} on ${event.detail.subject}`, event.detail.why),
      );
    case 'access.session-revoked':
      return step(
        'Sessions revoked',
        joined(
          `${event.detail.sessions} ${event.detail.sessions === 1 ? 'session' : 'sessions'}`,
          event.detail.why,
        ),
      );
  }
}

function signedOut(how: 'person' | 'expired' | 'revoked'): string {
  switch (how) {
    case 'person':
      return 'By the person';
    case 'expired':
      return 'The session expired';
    case 'revoked':
      return 'The session was revoked';
  }
}

function joined(what: string, why: string | undefined): string {
  return why === undefined ? what : `${what}: ${why}`;
}
