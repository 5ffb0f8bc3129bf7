import { sameBytes } from './bytes.ts';
import type { Policy, PolicyKey, RetiredKey } from './policy-text.ts';

type LogKeys<K extends PolicyKey> = Pick<Policy<K>, 'logs' | 'retired'>;

/**
 * The keys that must have signed a log's checkpoint of this size, in the policy's order: of each kind the one that
 * was retired next at that size or beyond it, else those that were not. Empty for a log that the policy does not know.
 */
export function keysInForce<K extends PolicyKey>(
  policy: LogKeys<K>,
  origin: string,
  size: bigint,
): readonly K[] {
  const own = policy.logs.filter((key) => key.name === origin);
  return own.filter((key) => {
    const next = nextRetired(policy, key, size);
    return next === null ? retirementOf(policy, key) === null : isSameKey(next.key, key);
  });
}

/** The keys of a log that were never retired, in the policy's order: those that sign whatever comes. */
export function currentKeys<K extends PolicyKey>(policy: LogKeys<K>, origin: string): readonly K[] {
  return policy.logs.filter((key) => key.name === origin && retirementOf(policy, key) === null);
}

/** Up to which size a key signed, or null if it was not retired. */
export function retirementOf<K extends PolicyKey>(
  { retired }: Pick<Policy<K>, 'retired'>,
  key: K,
): bigint | null {
  return retired.find((one) => isSameKey(one.key, key))?.upTo ?? null;
}

/** Of the retired keys of one log and one kind, the first that was still in force at this size. */
function nextRetired<K extends PolicyKey>(
  { retired }: LogKeys<K>,
  { name, algorithm }: K,
  size: bigint,
): RetiredKey<K> | null {
  const alike = retired.filter(
    ({ key, upTo }) => key.name === name && key.algorithm === algorithm && size <= upTo,
  );
  return alike.toSorted((a, b) => (a.upTo < b.upTo ? -1 : 1))[0] ?? null;
}

function isSameKey(one: PolicyKey, other: PolicyKey): boolean {
  return one.name === other.name && sameBytes(one.publicKey, other.publicKey);
}
