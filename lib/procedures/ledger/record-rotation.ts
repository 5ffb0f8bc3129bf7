import type { SystemActor } from '../../custody/actor.ts';
import type { EventDetail } from '../../custody/custody-event.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';

const actor: SystemActor = { kind: 'system', component: 'key-rotation' };

/** Records that the log's keys are replaced, and why. */
export async function recordRotation(
  register: CustodyRegister,
  detail: EventDetail<'ledger.key-rotated'>,
  reason: string,
): Promise<void> {
  await register.record(actor, ['ledger.key-rotated'], async () => ({
    result: undefined,
    events: [
      {
        type: 'ledger.key-rotated',
        stream: { kind: 'system' },
        subjects: [],
        reason,
        authority: null,
        detail,
      },
    ],
  }));
}
