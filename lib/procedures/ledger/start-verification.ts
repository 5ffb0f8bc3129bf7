import { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';
import type { Procedure } from '../procedure.ts';

const startVerificationInput = z.strictObject({});

/**
 * Has the ledger verified by the worker: the same checks as `holdfast fsck`. One runs at a time: whoever asks while
 * one waits or runs is shown that one, and nothing is recorded (`begun` false).
 */
export const startVerification: Procedure<
  z.infer<typeof startVerificationInput>,
  { readonly id: string; readonly begun: boolean }
> = {
  name: 'start-verification',
  permission: 'ledger.verify',
  input: startVerificationInput,
  records: ['ledger.verification-started'],
  async run({ register }, actor) {
    const open = await register.look.openVerification();
    if (open !== null) return { id: open.id, begun: false };
    try {
      return await begin(register, actor);
    } catch (error) {
      // Two clicks at once: the second one finds the first one's run.
      const first =
        error instanceof CustodyError && error.code === 'conflict'
          ? await register.look.openVerification()
          : null;
      if (first === null) throw error;
      return { id: first.id, begun: false };
    }
  },
};

function begin(
  register: CustodyRegister,
  actor: PersonActor,
): Promise<{ readonly id: string; readonly begun: boolean }> {
  return register.record(actor, ['ledger.verification-started'], async (desk) => {
    const { id } = await desk.beginVerification(actor);
    return {
      result: { id, begun: true },
      events: [
        {
          type: 'ledger.verification-started',
          stream: { kind: 'verification', id },
          subjects: [],
          reason: null,
          authority: null,
          detail: { verificationId: id },
        },
      ],
    };
  });
}
