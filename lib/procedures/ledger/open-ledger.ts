import type { SystemActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { epochOf } from '../../ledger/log-epoch.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';

const actor: SystemActor = { kind: 'system', component: 'set-up' };

/**
 * Records `ledger.opened` as the very first event, and so as entry 0: every process calls this before it records
 * anything else. Out: false if the ledger has begun already, also one that began before openings were recorded.
 */
export async function openLedger(
  register: CustodyRegister,
  log: { readonly origin: string; readonly verifierKeys: readonly string[] },
): Promise<boolean> {
  if (await register.look.hasBegun()) return false;
  try {
    await recordOpening(register, log.origin, log.verifierKeys);
    return true;
  } catch (error) {
    // Another process that started at the same moment was first.
    if (error instanceof CustodyError && error.code === 'conflict') return false;
    throw error;
  }
}

async function recordOpening(
  register: CustodyRegister,
  origin: string,
  verifierKeys: readonly string[],
): Promise<void> {
  await register.record(actor, ['ledger.opened'], async (desk) => {
    await desk.claimBeginning();
    return {
      result: undefined,
      events: [
        {
          type: 'ledger.opened',
          stream: { kind: 'system' },
          subjects: [],
          reason: null,
          authority: null,
          detail: { origin, epoch: epochOf(origin), verifierKeys, previousCheckpoint: null },
        },
      ],
    };
  });
}
