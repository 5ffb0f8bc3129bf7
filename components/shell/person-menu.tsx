import Link from 'next/link';
import { SignOutForm } from '@/components/session/sign-out-form.tsx';
import type { Role } from '@/lib/custody/role.ts';
import { Tray } from './tray.tsx';

export function PersonMenu({
  person,
}: {
  person: { readonly name: string; readonly account: string; readonly roles: readonly Role[] };
}) {
  return (
    <Tray label={<span className="text-ink">{person.name}</span>}>
      <p className="break-all">{person.account}</p>
      <p className="text-ink-2">
        {person.roles.length === 0 ? 'No role' : `Role: ${person.roles.join(', ')}`}
      </p>
      <p className="mt-3">
        <Link className="underline" href="/settings">
          Appearance, time zone, sessions
        </Link>
      </p>
      <SignOutForm />
    </Tray>
  );
}
