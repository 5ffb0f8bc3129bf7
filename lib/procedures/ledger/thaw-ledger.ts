import type { SystemActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { EventDetail } from '../../custody/custody-event.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';
import { freezeKey } from './freeze-ledger.ts';

const actor: SystemActor = { kind: 'system', component: 'sequencer' };

/**
 * Ends a freeze and records what was found consistent again: both or neither. Out: false if there was none.
 * Throws `storage-unavailable`; the ledger stays frozen then.
 */
export async function thawLedger(
  register: CustodyRegister,
  found: Pick<EventDetail<'ledger.thawed'>, 'databaseSize' | 'anchoredSize' | 'root'>,
): Promise<boolean> {
  if ((await register.look.ledgerFreeze()) === null) return false;
  try {
    await register.record(actor, ['ledger.thawed'], async (desk) => {
      const { streamId, since, attack, words, firstIndex } = await desk.thawLedger();
      await desk.withdrawNotification(freezeKey);
      const detail: EventDetail<'ledger.thawed'> = {
        since: since.toISOString(),
        means: 'agrees-again',
        found: { attack, words, firstIndex: firstIndex?.toString() ?? null },
        ...found,
      };
      const stream = { kind: 'freeze', id: streamId } as const;
      return {
        result: undefined,
        events: [{ type: 'ledger.thawed', stream, subjects: [], reason: null, authority: null, detail }],
      };
    });
    return true;
  } catch (error) {
    if (error instanceof CustodyError && (await register.look.ledgerFreeze()) === null) return false;
    throw error;
  }
}
