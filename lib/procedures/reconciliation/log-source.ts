import type { ReconciledLog } from '../../custody/reconciliation-event.ts';
import type { CallsAt } from '../../reconcile/find-gaps.ts';

/** One log that is read by itself. */
export type LogSource =
  | { readonly kind: 'blob' }
  | { readonly kind: 'activity'; readonly subscriptionId: string; readonly provider: string | null };

/** The name under which its mark is kept. */
export function logKey(source: LogSource): string {
  switch (source.kind) {
    case 'blob':
      return 'blob';
    case 'activity':
      return `activity ${source.subscriptionId.toLowerCase()}`;
  }
}

/**
 * The locker's own log; everything in the subscriptions of the locker and of the snapshots; and of the subscriptions that
 * evidence is taken from what happens to disks and snapshots.
 */
export function logSources(
  place: { readonly account: string; readonly snapshotGroups: readonly string[] },
  sourceSubscriptions: readonly string[],
): readonly LogSource[] {
  const own = new Set([place.account, ...place.snapshotGroups].map(subscriptionOf));
  const others = sourceSubscriptions.filter((id) => !own.has(id));
  return [
    { kind: 'blob' },
    ...[...own].map((subscriptionId) => ({ kind: 'activity' as const, subscriptionId, provider: null })),
    ...others.map((subscriptionId) => ({
      kind: 'activity' as const,
      subscriptionId,
      provider: 'Microsoft.Compute',
    })),
  ];
}

/** The logs that must show the product's own calls there: those of its own subscriptions, never of where evidence comes from. */
export function sourcesThatShow(
  sources: readonly LogSource[],
  place: { readonly account: string; readonly snapshotGroups: readonly string[] },
  { log, at }: { readonly log: ReconciledLog; readonly at: CallsAt },
): readonly LogSource[] {
  if (log === 'blob') return sources.filter(({ kind }) => kind === 'blob');
  const ids = {
    locker: [place.account],
    snapshots: place.snapshotGroups,
    anywhere: [place.account, ...place.snapshotGroups],
  };
  const subscriptions = ids[at].map(subscriptionOf);
  return sources.filter((one) => one.kind === 'activity' && subscriptions.includes(one.subscriptionId));
}

/** How much of a log one reading asks for, in milliseconds: the locker's may hold thousands of requests a minute. */
export function stretchOf(kind: ReconciledLog): number {
  return kind === 'blob' ? 3_600_000 : 6 * 3_600_000;
}

function subscriptionOf(id: string): string {
  return id.split('/')[2]?.toLowerCase() ?? '';
}
