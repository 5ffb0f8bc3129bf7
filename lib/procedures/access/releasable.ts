import type { AccessMode } from '../../custody/access-policy.ts';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { ItemGrant, SealedItem } from '../../ports/access-desk.ts';
import type { RegisterLook } from '../../ports/custody-register.ts';
import { visibleIncident } from '../incident/visible-incident.ts';
import { requireThawedLedger } from '../ledger/await-integration.ts';
import { liveGrant } from './live-grant.ts';

/** A sealed item, and the grant by which it may leave. */
export interface Releasable {
  readonly item: SealedItem;
  readonly grant: ItemGrant;
}

/**
 * Everything that must hold whenever something of an item leaves to this person: asked before, and again while it
 * leaves. Throws `not-found` for what they may not see, `forbidden` without a live grant for one of these modes, `conflict`
 * for a frozen item or ledger; the latter two carry what a door needs to record the attempt.
 */
export async function releasable(
  look: RegisterLook,
  actor: PersonActor,
  evidenceId: string,
  ...modes: readonly AccessMode[]
): Promise<Releasable> {
  return await releasableBy(look, actor, evidenceId, (item) => liveGrant(look, actor, item, modes));
}

/** The same, where something else than a grant may open the item too: `groundOf` finds it, or throws `forbidden`. */
export async function releasableBy<G>(
  look: RegisterLook,
  actor: PersonActor,
  evidenceId: string,
  groundOf: (item: SealedItem) => Promise<G>,
): Promise<{ readonly item: SealedItem; readonly grant: G }> {
  const item = await visibleItem(look, actor, evidenceId);
  const grant = await groundOf(item);
  if (item.frozen)
    throw heldBack(item, `${item.exhibitNumber} is frozen: its bytes are not what was sealed.`);
  await requireThawed(look, item);
  return { item, grant };
}

async function visibleItem(look: RegisterLook, actor: PersonActor, evidenceId: string): Promise<SealedItem> {
  const item = await look.sealedItem(evidenceId);
  if (item === null || item.rehearsal)
    throw new CustodyError('not-found', 'There is no such sealed item, or you may not see it.');
  await visibleIncident(look, actor, item.incidentId);
  return item;
}

async function requireThawed(look: RegisterLook, item: SealedItem): Promise<void> {
  try {
    await requireThawedLedger(look);
  } catch (error) {
    if (error instanceof CustodyError && error.code === 'conflict') throw heldBack(item, error.message);
    throw error;
  }
}

/** An attempt that a door records: the person may, yet not now. */
function heldBack({ exhibitNumber, evidenceId }: SealedItem, words: string): CustodyError {
  return new CustodyError('conflict', words, {
    detail: { attempt: exhibitNumber, about: `evidence:${evidenceId}` },
  });
}
