import type { GuardTurn } from '../../ports/guard-state.ts';
import type { ContainerFlags } from '../../ports/locker-policies.ts';
import { attributeChanges, isAwaited } from './attribute-changes.ts';
import type { HoldContext } from './hold-context.ts';
import { keepReading } from './keep-reading.ts';

const answerLimitMs = 15_000;
const mostARound = 30; // Azure takes 800 reads of the storage provider in five minutes, and others read too
const atOnce = 4;

/**
 * Holds Azure's guard of every incident's container against what is on record. In each round the whole list is asked
 * for, which says who has a hold and a policy at all; what changed there, differs or waits for a controller is read at once,
 * the others in turn. What Azure does not say is unknown. Out: how many readings told something new, and how many failed.
 */
export async function checkGuards(
  context: HoldContext,
  signal: AbortSignal,
): Promise<{ readonly told: number; readonly unread: number }> {
  const containers = await context.register.guardTurns();
  const listed = await context.policies.list(AbortSignal.any([signal, AbortSignal.timeout(answerLimitMs)]));
  const flags = listed.kind === 'read' ? listed.value : [];
  const byName = new Map(flags.map((one) => [one.container, one]));
  const [urgent, calm] = split(containers, (one) => isUrgent(one, byName.get(one.container)));
  const due = [...urgent, ...calm.slice(0, Math.max(0, mostARound - urgent.length))];
  const counts = { told: 0, unread: 0 };
  const readers = Array.from({ length: atOnce }, async () => {
    for (let next = due.shift(); next !== undefined; next = due.shift()) {
      signal.throwIfAborted();
      const outcome = await look(context, next, signal);
      if (outcome === 'told') counts.told += 1;
      if (outcome === 'unread') counts.unread += 1;
    }
  });
  await Promise.all(readers);
  return counts;
}

function isUrgent(one: GuardTurn, listed: ContainerFlags | undefined): boolean {
  if (one.urgent || one.unattributed.some(isAwaited)) return true;
  return listed !== undefined && (listed.hasHold !== one.hasHold || listed.hasPolicy !== one.hasPolicy);
}

async function look(context: HoldContext, { incidentId }: GuardTurn, signal: AbortSignal) {
  const one = await context.register.look.guardOf(incidentId);
  if (one === null) return 'quiet';
  const limit = AbortSignal.timeout(answerLimitMs);
  const reading = await context.policies.read(one.container, AbortSignal.any([signal, limit]));
  if (reading.kind === 'unread' && reading.why !== 'missing') {
    await context.register.reportGuard(one, { kind: 'unknown', problem: reading.words });
    return 'unread';
  }
  const guard =
    reading.kind === 'read'
      ? reading.value
      : { container: one.container, policy: null, hold: [], readAt: reading.at }; // nothing guards what is not there
  const told = await keepReading(context.register, one, guard);
  if (one.unattributed.some(isAwaited)) await attributeChanges(context, one.incidentId, signal);
  return told ? 'told' : 'quiet';
}

function split<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}
