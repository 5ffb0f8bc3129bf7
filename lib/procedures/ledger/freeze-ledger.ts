import { randomUUID } from 'node:crypto';
import type { SystemActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { EventDetail } from '../../custody/custody-event.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';
import { tellWatch } from '../tell-watch.ts';

const actor: SystemActor = { kind: 'system', component: 'sequencer' };

/** The one notification that a freeze is, and that its end takes away. */
export const freezeKey = 'ledger:freeze';

/** What was found, and how far the ledger had been vouched for when it was. */
export interface LedgerFreezing {
  readonly detail: EventDetail<'ledger.frozen'>;
  readonly anchoredNote: string | null;
}

/**
 * Freezes the ledger and records that it was: both or neither. Its entry waits with all others until the ledger agrees
 * again. Out: false if it is frozen already. Throws `storage-unavailable`; until it succeeds nothing is signed anyway.
 */
export async function freezeLedger(
  register: CustodyRegister,
  { detail, anchoredNote }: LedgerFreezing,
): Promise<boolean> {
  if ((await register.look.ledgerFreeze()) !== null) return false;
  const streamId = randomUUID();
  const { attack, words, firstIndex, anchoredSize, witnessedSize } = detail;
  try {
    await register.record(actor, ['ledger.frozen'], async (desk) => {
      await desk.freezeLedger({
        streamId,
        attack,
        words,
        firstIndex: firstIndex === null ? null : BigInt(firstIndex),
        anchoredSize: BigInt(anchoredSize),
        anchoredNote,
        witnessedSize: BigInt(witnessedSize),
      });
      const title = `The ledger is frozen. ${words}`;
      await tellWatch(desk, { key: freezeKey, level: 'error', title, href: '/ledger' }, null);
      const stream = { kind: 'freeze', id: streamId } as const;
      return {
        result: undefined,
        events: [{ type: 'ledger.frozen', stream, subjects: [], reason: null, authority: null, detail }],
      };
    });
    return true;
  } catch (error) {
    // Another sequencer, elected meanwhile, was first.
    if (error instanceof CustodyError && (await register.look.ledgerFreeze()) !== null) return false;
    throw error;
  }
}
