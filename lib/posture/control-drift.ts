import type { ControlState } from './evaluate-control.ts';

/** One control whose verdict or value is not what it was. */
export interface ControlDrift {
  readonly key: string;
  readonly kind: 'worse' | 'better' | 'other-value';
  readonly before: ControlState;
  readonly after: ControlState;
}

/**
 * What changed between two evaluations, by key. From pass to anything else is worse, also to unknown: what was seen
 * good and cannot be seen now may have been made so. A control seen for the first time is no drift.
 */
export function controlDrift(
  before: ReadonlyMap<string, ControlState>,
  after: readonly ControlState[],
): readonly ControlDrift[] {
  return after.flatMap((now) => {
    const then = before.get(now.key);
    if (then === undefined || (then.verdict === now.verdict && then.raw === now.raw)) return [];
    return [{ key: now.key, kind: kindOf(then, now), before: then, after: now }];
  });
}

function kindOf(before: ControlState, after: ControlState): ControlDrift['kind'] {
  const change = gravity(after) - gravity(before);
  if (change === 0) return 'other-value';
  return change > 0 ? 'worse' : 'better';
}

function gravity({ verdict }: ControlState): number {
  switch (verdict) {
    case 'pass':
      return 0;
    case 'excepted':
      return 1;
    case 'unknown':
      return 2;
    case 'fail':
      return 3;
  }
}
