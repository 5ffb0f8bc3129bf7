'use client';

import { usePathname } from 'next/navigation';
import { pagePermission } from '@/lib/custody/page-permission.ts';
import { permissions } from '@/lib/custody/permission.ts';

/** Which role would open the page at this address. */
export function NeededRole() {
  const permission = pagePermission(usePathname());
  if (permission === null) return null;
  const roles: readonly string[] = permissions[permission];
  return (
    <p className="mt-2">
      It needs {roles.length === 1 ? 'the role' : 'one of the roles'}{' '}
      <span className="font-semibold">{roles.join(', ')}</span>{' '}
      <span className="text-ink-2">({permission})</span>.
    </p>
  );
}
