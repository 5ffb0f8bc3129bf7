import type { SystemActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyEvent, EventDetail } from '../../custody/custody-event.ts';
import type { PlannedErasure } from '../../ports/body-removals.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';
import type { DataKeyEraser } from '../../ports/data-keys.ts';
import type { StoredRecord } from '../../ports/record-look.ts';
import { recordedOnce } from '../recorded-once.ts';
import { tellWatch } from '../tell-watch.ts';

const actor: SystemActor = { kind: 'system', component: 'eraser' };
const batch = 20;

export interface ErasureRound {
  readonly erased: number; // gone now
  readonly failed: number; // not possible yet
}

/**
 * Carries out what was decided to be erased: first the key of the anchored copy, then the body in the database. It waits
 * until the decision is signed for, so that a database that is set back cannot forget it. Each is tried, whatever becomes
 * of the others; what is not possible yet is recorded and told once. Safe to run in many workers at once and to be killed
 * anywhere: destroying a key twice is the same.
 */
export async function eraseBodies(
  register: CustodyRegister,
  eraser: DataKeyEraser,
  signal: AbortSignal,
): Promise<ErasureRound> {
  let [erased, failed, left] = [0, 0, 0];
  for (;;) {
    const page = await register.look.plannedErasures(batch, left);
    for (const planned of page) {
      const outcome = await eraseOne(register, eraser, planned, signal);
      if (outcome === 'erased') erased += 1;
      else left += 1; // those behind it are read next
      if (outcome === 'failed') failed += 1;
    }
    if (page.length < batch) return { erased, failed };
  }
}

async function eraseOne(
  register: CustodyRegister,
  eraser: DataKeyEraser,
  planned: PlannedErasure,
  signal: AbortSignal,
): Promise<'erased' | 'waits' | 'failed'> {
  if (!(await register.look.isSigned(planned.decidedBy))) return 'waits';
  try {
    await eraser.destroy(planned.dataKey, signal);
  } catch (error) {
    if (!(error instanceof CustodyError)) throw error;
    if (!planned.failureTold) await tellFailure(register, planned, error.message);
    return 'failed';
  }
  return (await recordedOnce(() => takeOut(register, planned))) ? 'erased' : 'waits';
}

async function takeOut(register: CustodyRegister, planned: PlannedErasure): Promise<void> {
  await register.record(actor, ['ledger.body-removed'], async (desk) => {
    const { eventId, dataKey, decision } = planned;
    const record = await desk.recordOf(eventId);
    const stream = record?.event?.stream ?? null;
    if (record === null || stream === null || !(await desk.eraseBody(eventId)))
      throw new CustodyError(
        'conflict',
        'This body is gone already, or its decision is not in the ledger yet.',
      );
    await desk.withdrawNotification(noteKey(planned));
    const about = { eventId, dataKey, decision };
    return { events: [erasureFact('ledger.body-removed', record, stream, about)], result: undefined };
  });
}

/** An alarm until it is carried out. */
async function tellFailure(register: CustodyRegister, planned: PlannedErasure, problem: string) {
  await register.record(actor, ['ledger.erasure-failed'], async (desk) => {
    const { eventId, dataKey, decision } = planned;
    const record = await desk.recordOf(eventId);
    const stream = record?.event?.stream ?? null;
    if (record === null || stream === null)
      throw new CustodyError('conflict', 'What is to be erased is gone, or is not what was recorded.');
    const { incidentId } = record;
    const incident = incidentId === null ? null : await desk.incident(incidentId);
    const note = {
      key: noteKey(planned),
      level: 'warning',
      title: `An erasure that was decided is not possible yet: ${decision}`,
      href: '/controls',
      words: problem,
      ...(incidentId === null ? {} : { incidentId }),
    } as const;
    await tellWatch(desk, note, incident?.restricted === true ? incident.memberObjectIds : null);
    const about = { eventId, dataKey, decision, problem };
    return { events: [erasureFact('ledger.erasure-failed', record, stream, about)], result: undefined };
  });
}

function noteKey({ eventId }: PlannedErasure): string {
  return `erasure:${eventId}`;
}

function erasureFact<T extends 'ledger.body-removed' | 'ledger.erasure-failed'>(
  type: T,
  { incidentId, evidenceId }: StoredRecord,
  stream: CustodyEvent['stream'],
  detail: EventDetail<T>,
): CustodyEvent<T> {
  const fact = {
    type,
    stream,
    subjects: [
      ...(incidentId === null ? [] : [`incident:${incidentId}`]),
      ...(evidenceId === null ? [] : [`evidence:${evidenceId}`]),
      `event:${detail.eventId}`,
    ],
    reason: null,
    authority: null,
    detail,
  };
  return fact as unknown as CustodyEvent<T>; // TypeScript cannot relate T to the union it indexes
}
