import type { SystemActor } from '../../custody/actor.ts';
import type { EventDetail } from '../../custody/custody-event.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';

const actor: SystemActor = { kind: 'system', component: 'recovery' };

/** Records that the log goes on under another name, and the statement why. Who decided it, the statement says. */
export async function recordEpoch(
  register: CustodyRegister,
  detail: EventDetail<'ledger.opened'>,
): Promise<void> {
  await register.record(actor, ['ledger.opened'], async () => ({
    result: undefined,
    events: [
      {
        type: 'ledger.opened',
        stream: { kind: 'system' },
        subjects: [],
        reason: null,
        authority: null,
        detail,
      },
    ],
  }));
}
