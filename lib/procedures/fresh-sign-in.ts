import type { PersonActor } from '../custody/actor.ts';
import { CustodyError } from '../custody/custody-error.ts';
import { stepUpWords } from '../custody/proposal.ts';

const aheadMs = 300_000; // clocks differ

/** Throws `sign-in-again` unless this person signed in at the tenant not longer ago. `detail`: what a door records. */
export function requireFreshSignIn(
  { authenticatedAt }: PersonActor,
  minutes: number,
  detail: { readonly attempt: string; readonly about?: string },
): void {
  const age = Date.now() - Date.parse(authenticatedAt ?? '');
  if (age >= -aheadMs && age <= minutes * 60_000) return;
  throw new CustodyError('sign-in-again', stepUpWords(minutes), { detail });
}
