import type { SystemActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyRegister, RegisterDesk } from '../../ports/custody-register.ts';
import type { HandoverRecord } from '../../ports/handover-desk.ts';
import { recordedOnce } from '../recorded-once.ts';
import { tellWatch } from '../tell-watch.ts';
import { endHandover } from './end-handover.ts';
import { handoverEvent } from './handover-event.ts';
import { handoverNote, handoverNoteKey } from './handover-note.ts';

const actor: SystemActor = { kind: 'system', component: 'custody' };
const batch = 50;

/**
 * Records that nobody accepted an offer in time, or that its item is disposed of, and tells who watches. Nothing waits for it: an acceptance looks at
 * the clock itself. Out: how many. Safe to run in many workers at once.
 */
export async function expireOffers(register: CustodyRegister): Promise<number> {
  let expired = 0;
  for (const id of await register.look.overdueHandovers(batch))
    if (await recordedOnce(() => expire(register, id))) expired += 1;
  return expired;
}

async function expire(register: CustodyRegister, id: string): Promise<void> {
  await register.record(actor, ['custody.handover-expired'], async (desk) => {
    const handover = await desk.handover(id);
    const incident = handover === null ? null : await desk.incident(handover.incidentId);
    if (handover === null || incident === null)
      throw new CustodyError('conflict', 'This offer is not there.');
    await endHandover(desk, handover, 'expired', null);
    const { number, exhibitNumber, from, to, offerer } = handover;
    const gone = (await desk.sealedItem(handover.evidenceId)) === null; // offered was a sealed one
    const title = gone
      ? `${number} is over: ${exhibitNumber} is disposed of, or on its way out`
      : `${number} expired: ${to.displayName} did not accept custody of ${exhibitNumber} in time`;
    await desk.settleNotes(handoverNoteKey(id), title);
    if (gone) return await overWithItsItem(desk, handover, title);
    const { key, href } = handoverNote(handover, offerer.objectId, 'warning', title);
    const audience = incident.restricted ? incident.memberObjectIds : null;
    const about = { incidentId: handover.incidentId, subject: exhibitNumber };
    const note = { key, href, level: 'warning', title, ...about } as const;
    await tellWatch(desk, note, audience, [from.objectId, offerer.objectId]);
    return {
      events: [handoverEvent('custody.handover-expired', handover, {}, null)],
      result: undefined,
    };
  });
}

/** Nobody failed to do anything, so those concerned are told and nothing alarms. */
async function overWithItsItem(desk: RegisterDesk, handover: HandoverRecord, title: string) {
  const { from, to, offerer } = handover;
  for (const objectId of new Set([from, to, offerer].map((person) => person.objectId)))
    await desk.notify(handoverNote(handover, objectId, 'info', title));
  return {
    events: [handoverEvent('custody.handover-expired', handover, { why: 'disposed' }, null)] as const,
    result: undefined,
  };
}
