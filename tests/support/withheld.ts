import type { PersonActor } from '../../lib/custody/actor.ts';
import type { CustodyEvent } from '../../lib/custody/custody-event.ts';
import type { TestDatabase } from './database.ts';

/** Withholds what an event says from all but these readers, as a decision of two people does, without its record. */
export async function withheldBy(
  { asAdmin }: Pick<TestDatabase, 'asAdmin'>,
  eventId: string | undefined,
  { decision = 'CP-1', readers = [] }: { decision?: string; readers?: readonly string[] } = {},
): Promise<void> {
  await asAdmin('insert into body_withheld (event_id, decision, readers) values ($1, $2, $3)', [
    ...[eventId, decision, readers],
  ]);
}

/** The same with its record, in the chain of an incident. */
export async function recordedAsWithheld(
  { register }: Pick<TestDatabase, 'register'>,
  by: PersonActor,
  event: { readonly id: string; readonly n: bigint; readonly type: string; readonly stream: string },
  { decision, readers }: { decision: string; readers: readonly string[] },
): Promise<void> {
  await register.record(by, ['custody.body-withheld'], async (desk) => {
    await desk.withholdBody({ eventId: event.id, decision, readers });
    const fact: CustodyEvent<'custody.body-withheld'> = {
      ...{ type: 'custody.body-withheld', stream: { kind: 'incident', id: event.stream } },
      ...{ subjects: [`incident:${event.stream}`, `event:${event.id}`], reason: 'Not for all.' },
      ...{ authority: null, detail: { eventId: event.id, n: Number(event.n), of: event.type, decision } },
    };
    return { events: [fact], result: undefined };
  });
}
