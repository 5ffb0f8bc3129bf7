import { setTimeout as sleep } from 'node:timers/promises';
import { CustodyError } from '../../custody/custody-error.ts';
import type { StreamRef } from '../../custody/custody-event.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';

type Look = Pick<CustodyRegister['look'], 'ledgerFreeze' | 'newestEvent' | 'isSigned'>;

const lookMs = 150;

/** The event itself, or the newest one of a stream when the waiting begins. */
export type Awaited = { readonly eventId: string } | { readonly stream: StreamRef };

/**
 * Waits until a signed checkpoint covers an event: called before evidence bytes leave, so that nobody can get them and
 * have the record of it undone. Fails closed. In: how long to wait, in milliseconds. Throws `conflict` while the
 * ledger is frozen, `not-found` if there is no such event, `storage-unavailable` if it is not signed in time.
 */
export async function awaitIntegration(
  look: Look,
  what: Awaited,
  withinMs: number,
  signal: AbortSignal,
): Promise<void> {
  const eventId = 'eventId' in what ? what.eventId : await look.newestEvent(what.stream);
  const deadline = Date.now() + withinMs;
  for (;;) {
    await requireThawedLedger(look);
    const isSigned = eventId === null ? null : await look.isSigned(eventId);
    if (isSigned === null) throw new CustodyError('not-found', 'The ledger holds no such event.');
    if (isSigned) return;
    if (Date.now() >= deadline) {
      throw new CustodyError(
        'storage-unavailable',
        'The ledger has not signed the record of this yet, and nothing is handed out before. Try again in a minute.',
      );
    }
    await sleep(lookMs, undefined, { signal });
  }
}

/** Throws `conflict`, naming what was found, while the ledger contradicts what was signed or anchored. */
export async function requireThawedLedger(look: Pick<Look, 'ledgerFreeze'>): Promise<void> {
  const freeze = await look.ledgerFreeze();
  if (freeze === null) return;
  throw new CustodyError(
    'conflict',
    `The ledger is frozen since ${freeze.since.toISOString()}, and no evidence is handed out: ${freeze.words}`,
  );
}
