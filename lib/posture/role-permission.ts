import type { RolePermission } from './access-snapshot.ts';
import { matchesAction } from './action-pattern.ts';
import { conditionHolds } from './assignment-condition.ts';
import type { GuardedAction } from './guarded-right.ts';

/**
 * Whether any of the permissions (of a role, or of a deny) contains the action. What one permission subtracts another
 * may still contain. `perhaps`: only under a condition whose effect is unknown.
 */
export function permits(
  permissions: readonly RolePermission[],
  asked: GuardedAction,
): 'yes' | 'perhaps' | 'no' {
  const containing = permissions.filter((permission) => contains(permission, asked));
  if (containing.length === 0) return 'no';
  return containing.some(({ condition }) => conditionHolds(condition, asked.action) === 'yes')
    ? 'yes'
    : 'perhaps';
}

function contains(permission: RolePermission, { plane, action }: GuardedAction): boolean {
  const [given, taken] =
    plane === 'control'
      ? [permission.actions, permission.notActions]
      : [permission.dataActions, permission.notDataActions];
  const matched = (patterns: readonly string[]) => patterns.some((pattern) => matchesAction(pattern, action));
  return matched(given) && !matched(taken);
}
