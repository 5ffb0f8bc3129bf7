import type { SystemActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { ActivityEntry } from '../../ports/activity-log.ts';
import type { GuardedContainer, UnattributedChange } from '../../ports/guard-state.ts';
import { incidentEvent } from '../incident/incident-event.ts';
import { recordedOnce } from '../recorded-once.ts';
import { actsOfChanges, graceMs } from './acts-of-changes.ts';
import type { HoldContext } from './hold-context.ts';

const actor: SystemActor = { kind: 'system', component: 'guards' };
const mayRecord = ['hold.change-attributed'] as const;
const patienceMs = 6 * 3_600_000; // an entry that did not come by then is not waited for

/** Asks Azure's activity log who made the changes that came from outside, and records what it says. Safe to repeat. */
export async function attributeChanges(
  context: HoldContext,
  incidentId: string,
  signal: AbortSignal,
): Promise<void> {
  const one = await context.register.look.guardOf(incidentId);
  if (one === null || one.seen === null || one.unattributed.length === 0) return;
  const entries = await entriesOf(context, one, signal);
  if (entries === null) return;
  const named = actsOfChanges(one.unattributed, entries, await context.register.look.namedActs(incidentId));
  const [first, ...others] = named.flatMap(({ change, entry }) =>
    entry === null ? [] : [attributed(one, change, entry)],
  );
  if (first === undefined) return;
  const left = named.flatMap(({ change, entry }) => (entry === null && isAwaited(change) ? [change] : []));
  const { seen, recorded, differsSince } = one;
  if (recorded === null) return;
  // Where another worker kept a reading since, the next round asks again.
  await recordedOnce(() =>
    context.register.record(actor, mayRecord, async (desk) => {
      await desk.saveGuard(one, { recorded, seen, differs: differsSince !== null, unattributed: left });
      return { events: [first, ...others], result: undefined };
    }),
  );
}

/** Null while the log gives no answer. */
async function entriesOf(
  { activity, account }: HoldContext,
  { container, unattributed }: GuardedContainer,
  signal: AbortSignal,
): Promise<readonly ActivityEntry[] | null> {
  const times = unattributed.flatMap(({ since, until }) => [Date.parse(since), Date.parse(until)]);
  const from = new Date(Math.min(...times) - graceMs);
  const to = new Date(Math.max(...times) + graceMs);
  const resource = `${account}/blobServices/default/containers/${container}`;
  try {
    return await activity.byResource(resource, from, to, signal);
  } catch (error) {
    if (error instanceof CustodyError) return null;
    throw error;
  }
}

function attributed(one: GuardedContainer, { change }: UnattributedChange, entry: ActivityEntry) {
  return incidentEvent('hold.change-attributed', one.incidentId, null, {
    container: one.container,
    change,
    by: entry.caller,
    byObjectId: entry.callerObjectId,
    clientIp: entry.clientIp,
    correlationId: entry.correlationId,
    at: entry.at,
    status: entry.status,
  });
}

/** Whether the log may still say who made a change. */
export function isAwaited({ until }: UnattributedChange): boolean {
  return Date.now() - Date.parse(until) <= patienceMs;
}
