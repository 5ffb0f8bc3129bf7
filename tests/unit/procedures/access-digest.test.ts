import { expect, it } from 'vitest';
import type { AccessSnapshot, RolePermission } from '../../../lib/posture/access-snapshot.ts';
import { accessDigest } from '../../../lib/procedures/posture/access-digest.ts';

const permission = (...actions: string[]): RolePermission => ({
  ...{ actions, notActions: [], dataActions: [], notDataActions: [], condition: null },
});
const digest = (...permissions: RolePermission[]) => {
  const empty = { assignments: [], eligibilities: [], denies: [], classicAdministrators: [] };
  const roles = [{ id: 'role', name: 'Role', permissions }];
  const rest = { groups: [], principals: [], parents: [], unread: [] };
  const access: AccessSnapshot = { readAt: new Date().toISOString(), ...empty, ...rest, roles };
  return accessDigest({ access, sharedKeys: false });
};

it('of equal access is equal, in whatever order lists within lists come, and of other access is another', () => {
  const once = digest(permission('a', 'b'), permission('c', 'd'));
  expect(digest(permission('d', 'c'), permission('b', 'a'))).toBe(once);
  expect(digest(permission('a', 'c'), permission('b', 'd'))).not.toBe(once);
});
