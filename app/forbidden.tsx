import { ButtonLink } from '@/components/ui/button.tsx';
import { currentViewer } from '@/lib/web/viewer.ts';

export const metadata = { title: 'Not permitted' };

export default async function Forbidden() {
  const viewer = await currentViewer();
  return (
    <main className="mx-auto max-w-[640px] px-6 py-24">
      <h1 className="text-[23px] font-semibold">Your role does not include this</h1>
      <p className="mt-2 mb-6 text-ink-2">
        You are signed in {viewer === null ? '' : `as ${viewer.actor.displayName} `}with the{' '}
        {viewer?.actor.roles.length === 1 ? 'role' : 'roles'} {viewer?.actor.roles.join(', ') || 'none'}.
        Settings lists which role may do what. Roles are given in the tenant, by those who administer Holdfast
        there.
      </p>
      <div className="flex gap-2">
        <ButtonLink href="/settings">See the permissions</ButtonLink>
        <ButtonLink href="/incidents">Go to the incidents</ButtonLink>
      </div>
    </main>
  );
}
