import type { SystemActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyEvent } from '../../custody/custody-event.ts';
import type { PlannedErasure } from '../../ports/body-removals.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';
import type { DataKeyEraser } from '../../ports/data-keys.ts';
import { recordedOnce } from '../recorded-once.ts';

const actor: SystemActor = { kind: 'system', component: 'eraser' };
const batch = 20;

/**
 * Carries out what was decided to be erased: first the key of the anchored copy, then the body in the database. It waits
 * until the decision is signed for, so that a database that is set back cannot forget it. Out: how many are gone now.
 * Safe to run in many workers at once and to be killed anywhere: destroying a key twice is the same.
 */
export async function eraseBodies(
  register: CustodyRegister,
  eraser: DataKeyEraser,
  signal: AbortSignal,
): Promise<number> {
  let erased = 0;
  for (const planned of await register.look.plannedErasures(batch)) {
    if (!(await register.look.isSigned(planned.decidedBy))) continue;
    await eraser.destroy(planned.dataKey, signal);
    if (await recordedOnce(() => takeOut(register, planned))) erased += 1;
  }
  return erased;
}

async function takeOut(
  register: CustodyRegister,
  { eventId, dataKey, decision }: PlannedErasure,
): Promise<void> {
  await register.record(actor, ['ledger.body-removed'], async (desk) => {
    const record = await desk.recordOf(eventId);
    const stream = record?.event?.stream ?? null;
    if (record === null || stream === null || !(await desk.eraseBody(eventId)))
      throw new CustodyError(
        'conflict',
        'This body is gone already, or its decision is not in the ledger yet.',
      );
    const { incidentId, evidenceId } = record;
    const fact: CustodyEvent<'ledger.body-removed'> = {
      type: 'ledger.body-removed',
      stream,
      subjects: [
        ...(incidentId === null ? [] : [`incident:${incidentId}`]),
        ...(evidenceId === null ? [] : [`evidence:${evidenceId}`]),
        `event:${eventId}`,
      ],
      reason: null,
      authority: null,
      detail: { eventId, dataKey, decision },
    };
    return { events: [fact], result: undefined };
  });
}
