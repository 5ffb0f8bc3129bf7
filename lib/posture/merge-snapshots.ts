import type { AccessSnapshot } from './access-snapshot.ts';

/**
 * What was read of several subscriptions as one snapshot: what stands above them was read with each and counts once. As
 * old as the oldest. Throws for no snapshot at all.
 */
export function mergeSnapshots(snapshots: readonly AccessSnapshot[]): AccessSnapshot {
  const readAt = snapshots.map((one) => one.readAt).toSorted()[0];
  if (readAt === undefined) throw new RangeError('nothing was read');
  const id = (one: { readonly id: string }) => one.id;
  return {
    readAt,
    assignments: once(snapshots, (one) => one.assignments, id),
    eligibilities: once(snapshots, (one) => one.eligibilities, id),
    denies: once(snapshots, (one) => one.denies, id),
    classicAdministrators: once(
      snapshots,
      (one) => one.classicAdministrators,
      (one) => `${one.subscription} ${one.signInName}`,
    ),
    roles: once(snapshots, (one) => one.roles, id),
    groups: once(snapshots, (one) => one.groups, id),
    principals: once(snapshots, (one) => one.principals, id),
    parents: once(
      snapshots,
      (one) => one.parents,
      (one) => one.scope,
    ),
    unread: once(
      snapshots,
      (one) => one.unread,
      (one) => `${one.what} ${one.subject}`,
    ),
  };
}

function once<T>(
  snapshots: readonly AccessSnapshot[],
  listOf: (snapshot: AccessSnapshot) => readonly T[],
  keyOf: (one: T) => string,
): readonly T[] {
  return [...new Map(snapshots.flatMap(listOf).map((one) => [keyOf(one).toLowerCase(), one])).values()];
}
