import { z } from 'zod';
import type { Actor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { BreakGlassRecord } from '../../ports/break-glass-desk.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';
import type { Procedure } from '../procedure.ts';
import { recordedOnce } from '../recorded-once.ts';
import { breakGlassEvent } from './break-glass-event.ts';

const endBreakGlassInput = z.strictObject({ breakGlassId: z.uuid() });

/** Ends one's own reading before its time, so that it can be reviewed. */
export const endBreakGlass: Procedure<
  z.infer<typeof endBreakGlassInput>,
  { readonly breakGlassId: string }
> = {
  name: 'end-break-glass',
  permission: 'break-glass.end-own',
  input: endBreakGlassInput,
  records: ['break-glass.ended'],
  async run({ register }, actor, { breakGlassId }) {
    const use = await register.look.breakGlass(breakGlassId);
    if (use === null || use.actor.objectId !== actor.objectId)
      throw new CustodyError('not-found', 'There is no such break-glass of yours.');
    await recordEnd(register, actor, use, 'person');
    return { breakGlassId };
  },
};

/**
 * Records that the hour is over, where it is. Reading ends before that by the portal's own clock, unless that one is
 * behind. Out: whether one ended.
 */
export async function endOverdueBreakGlass(register: CustodyRegister): Promise<boolean> {
  const use = await register.look.overdueBreakGlass();
  if (use === null) return false;
  const system = { kind: 'system', component: 'break-glass' } as const;
  return await recordedOnce(() => recordEnd(register, system, use, 'time'));
}

async function recordEnd(
  register: CustodyRegister,
  actor: Actor,
  use: BreakGlassRecord,
  how: 'person' | 'time',
): Promise<void> {
  await register.record(actor, ['break-glass.ended'], async (desk) => {
    const reads = await desk.endBreakGlass(use.id, how);
    if (reads === null) throw new CustodyError('conflict', `${use.number} has ended already.`);
    await desk.settleNotes(`break-glass:${use.id}`, `${use.number} has ended: it waits for its review`);
    return { events: [breakGlassEvent('break-glass.ended', use, { how, reads })], result: undefined };
  });
}
