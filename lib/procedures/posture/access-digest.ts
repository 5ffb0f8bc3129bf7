import { createHash } from 'node:crypto';
import type { AccessSnapshot } from '../../posture/access-snapshot.ts';
import type { ObservedAccess } from '../../posture/readers-at.ts';

/** SHA-256 in hex of what was read, without its time: equal for equal readings, in whatever order Azure listed them. */
export function accessDigest({ access, sharedKeys }: ObservedAccess): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted({ lists: listsOf(access), sharedKeys })))
    .digest('hex');
}

function listsOf({ readAt: _time, ...lists }: AccessSnapshot): Omit<AccessSnapshot, 'readAt'> {
  return lists;
}

/** Members of a list come in any order, and so do lists within it, however deep. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => JSON.stringify(sorted(one))).toSorted();
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, one]) => [name, sorted(one)]);
}
