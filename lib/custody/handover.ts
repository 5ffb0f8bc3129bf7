/** An offer waits until one of the others happens, and none of those is ever undone. */
export const handoverStates = ['waiting', 'accepted', 'declined', 'withdrawn', 'expired'] as const;
export type HandoverState = (typeof handoverStates)[number];

/** How an offer can end. */
export type HandoverEnd = Exclude<HandoverState, 'waiting'>;

/** Why an end does not count. The database's function knows the same reasons by the same names. */
export const handoverRefusals = [
  'not-found',
  'not-waiting',
  'expired',
  'not-expired',
  'not-the-recipient',
  'not-the-offerer',
  'custodian-changed',
  'disposed',
] as const;
export type HandoverRefusal = (typeof handoverRefusals)[number];

/** For how many hours an offer may wait, and how many it waits where nobody says. */
export const handoverHours = { longest: 168, usual: 24 } as const;

/** Where an offer stands at a moment. One that nobody accepted in time expires by itself, recorded or not. */
export function handoverState(
  offer: { readonly state: string; readonly expiresAt: Date },
  now: Date,
): HandoverState {
  const state = offer.state as HandoverState; // the database knows no other
  return state === 'waiting' && offer.expiresAt <= now ? 'expired' : state;
}

/** One line for the person whose act did not count. */
export function handoverRefusalWords(refusal: HandoverRefusal, number: string): string {
  switch (refusal) {
    case 'not-found':
      return 'There is no such hand-over, or you may not see it.';
    case 'not-waiting':
      return `${number} does not wait any more: nothing was recorded for you.`;
    case 'expired':
      return `${number} expired before it was accepted: custody stays where it was.`;
    case 'not-expired':
      return `${number} has not expired yet.`;
    case 'not-the-recipient':
      return 'Only the person to whom custody is offered accepts or declines it.';
    case 'not-the-offerer':
      return 'Only who offered custody takes the offer back.';
    case 'custodian-changed':
      return `${number} was offered by somebody who does not have custody any more.`;
    case 'disposed':
      return `What ${number} offers is disposed of, or on its way out: nobody takes custody of it any more.`;
  }
}
