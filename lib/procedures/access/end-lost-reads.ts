import type { SystemActor } from '../../custody/actor.ts';
import type { LostRead } from '../../ports/access-desk.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';
import { recordedOnce } from '../recorded-once.ts';
import { accessEvents } from './access-event.ts';
import { requireFirstEnd } from './content-read.ts';

const actor: SystemActor = { kind: 'system', component: 'access' };
const batch = 50;

/**
 * Gives the reads whose portal died their end: how far they came nobody saw, and the record says so instead of nothing.
 * Out: how many. Safe to run in many workers at once.
 */
export async function endLostReads(register: CustodyRegister): Promise<number> {
  let ended = 0;
  for (const read of await register.look.lostReads(batch))
    if (await recordedOnce(() => end(register, read))) ended += 1;
  return ended;
}

async function end(register: CustodyRegister, { evidenceId, incidentId, opened }: LostRead): Promise<void> {
  const { readId, requestId, number, grantId, start } = opened;
  await register.record(actor, ['access.content-read'], async (desk) => {
    await requireFirstEnd(desk, evidenceId, readId);
    const about = { id: requestId, incidentId, items: [{ evidenceId }] };
    const events = accessEvents('access.content-read', about, {
      ...{ readId, requestId, number, grantId, start, end: null, bytes: null, result: 'unknown' },
      problem: 'The portal that opened it ended without saying how far it came.',
    });
    return { events, result: undefined };
  });
}
