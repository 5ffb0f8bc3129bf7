import type { ActivityEntry } from '../../ports/activity-log.ts';
import type { UnattributedChange } from '../../ports/guard-state.ts';

/** How far Azure's clock and ours may be apart. */
export const graceMs = 5 * 60_000;

export interface ChangeAndAct {
  readonly change: UnattributedChange;
  readonly entry: ActivityEntry | null; // null: the log does not have it yet, or its act made another change
}

/**
 * Which act of Azure's activity log made which change. One act makes one change, so that of two clearings the log must
 * show two. In: changes oldest first; `named`: correlation ids of acts that facts tell of already.
 */
export function actsOfChanges(
  changes: readonly UnattributedChange[],
  entries: readonly ActivityEntry[],
  named: ReadonlySet<string>,
): readonly ChangeAndAct[] {
  const taken = new Set(named);
  return changes.map((change) => {
    const free = entries.filter(({ correlationId }) => !taken.has(correlationId));
    const entry = free.find(isOf(change, 0)) ?? free.find(isOf(change, graceMs)) ?? null;
    if (entry !== null) taken.add(entry.correlationId);
    return { change, entry };
  });
}

function isOf({ operation, since, until }: UnattributedChange, slackMs: number) {
  const [from, to] = [Date.parse(since) - slackMs, Date.parse(until) + slackMs];
  return (entry: ActivityEntry): boolean => {
    const at = Date.parse(entry.at);
    return entry.operation.includes(operation) && entry.status === 'Succeeded' && at >= from && at <= to;
  };
}
