import type { PresenceState } from '../custody/evidence-presence.ts';
import type { SealedCopy } from '../ports/presence-checks.ts';
import { lookForCopy } from '../procedures/evidence/look-for-copy.ts';
import type { ProcedureContext } from '../procedures/procedure.ts';

const mostARound = 20;
const atOnce = 4;

/**
 * Looks for the sealed copies whose turn it is: all of them once after `startedAt`, newest first, and each again within
 * the hour. Any number of workers may do so; each copy is looked for by one. Out: how many were found in which state.
 */
export async function watchEvidence(
  context: Pick<ProcedureContext, 'register' | 'locker' | 'worker'>,
  startedAt: Date,
  signal: AbortSignal,
): Promise<Readonly<Record<PresenceState | 'unknown', number>>> {
  const seen = { stored: 0, missing: 0, other: 0, unknown: 0 };
  const copies = [...(await context.register.claimPresenceChecks(startedAt, mostARound))];
  const lookers = Array.from({ length: atOnce }, async () => {
    for (let next = takeNext(copies); next !== null; next = takeNext(copies)) {
      signal.throwIfAborted();
      seen[await lookForCopy(context, next, signal)] += 1;
    }
  });
  await Promise.all(lookers);
  return seen;
}

function takeNext(copies: SealedCopy[]): SealedCopy | null {
  return copies.shift() ?? null;
}
