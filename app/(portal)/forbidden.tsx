import { NeededRole } from '@/components/session/needed-role.tsx';
import { ButtonLink } from '@/components/ui/button.tsx';
import { currentViewer } from '@/lib/web/viewer.ts';

export const metadata = { title: 'Not permitted' };

export default async function Forbidden() {
  const viewer = await currentViewer();
  const held = viewer?.actor.roles ?? [];
  return (
    <section className="mx-auto max-w-[640px] py-16">
      <h1 className="text-[23px] font-semibold">Your role does not include this</h1>
      <NeededRole />
      <p className="mt-2 text-ink-2">
        You are signed in {viewer === null ? '' : `as ${viewer.actor.displayName} `}with{' '}
        {held.length === 1 ? 'the role' : 'the roles'} {held.join(', ') || 'none'}.
      </p>
      <p className="mt-2 mb-6 text-ink-2">
        Roles are given in the tenant, as app roles of Holdfast, by those who administer it there: send them
        the name of the role. It counts here within five minutes, without signing in again.
      </p>
      <div className="flex gap-2">
        <ButtonLink href="/incidents" variant="primary">
          Go to the incidents
        </ButtonLink>
        <ButtonLink href="/settings">See which role may do what</ButtonLink>
      </div>
    </section>
  );
}
