import { createHash } from 'node:crypto';
import type { AccessSnapshot } from '../../posture/access-snapshot.ts';
import type { ObservedAccess } from '../../posture/readers-at.ts';

/** SHA-256 in hex of what was read, without its time: equal for equal readings, in whatever order Azure listed them. */
export function accessDigest({ access, sharedKeys }: ObservedAccess): string {
  const lists = Object.entries(listsOf(access)).map(([name, list]) => [name, sorted(list)]);
  return createHash('sha256').update(JSON.stringify({ lists, sharedKeys })).digest('hex');
}

function listsOf({ readAt: _time, ...lists }: AccessSnapshot): Omit<AccessSnapshot, 'readAt'> {
  return lists;
}

/** Members of a group come in any order, too. */
function sorted(list: readonly unknown[]): readonly string[] {
  return list.map((one) => JSON.stringify(one, sortedWithin)).toSorted();
}

function sortedWithin(_name: string, value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((one: unknown) => JSON.stringify(one)).toSorted();
}
