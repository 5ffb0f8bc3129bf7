import { Table } from '@/components/ui/table.tsx';
import { mayDo, type Permission, permissions } from '@/lib/custody/permission.ts';
import { type Role, roles } from '@/lib/custody/role.ts';

/** The permission table itself: the checks are made from the same one. */
export function PermissionTable({ held }: { held: readonly Role[] }) {
  return (
    <section aria-labelledby="permissions" className="mt-12">
      <h2 id="permissions" className="text-[17px] font-semibold">
        Permissions
      </h2>
      <p className="mt-1 mb-3 max-w-[80ch] text-ink-2">
        What each role may do. Scope comes on top: an incident must be visible to the person, and to acquire a
        disk the person needs an Azure role of their own on the machine’s subscription.
      </p>
      <Table
        caption="Permissions by role"
        columns={[
          'May',
          ...roles.map((role) => (held.includes(role) ? `${capital(role)} (you)` : capital(role))),
        ]}
      >
        {(Object.keys(permissions) as Permission[]).map((permission) => (
          <tr key={permission}>
            <th scope="row" className="!text-[14px] !font-normal !text-ink">
              {words(permission)}
            </th>
            {roles.map((role) => (
              <td key={role}>
                {mayDo([role], permission) ? (
                  <span className="text-good">
                    ✓<span className="sr-only"> yes</span>
                  </span>
                ) : (
                  <span className="text-ink-3">
                    –<span className="sr-only"> no</span>
                  </span>
                )}
              </td>
            ))}
          </tr>
        ))}
      </Table>
    </section>
  );
}

function words(permission: Permission): string {
  const [noun = '', verb = ''] = permission.split('.');
  return `${capital(noun)}: ${verb.replaceAll('-', ' ')}`;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
