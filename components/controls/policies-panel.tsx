import type { ReactNode } from 'react';
import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { ControlsView } from '@/lib/queries/get-controls.ts';

const ownPackages = {
  yes: 'Who asked for one, or ran the command, may look into it; everybody else needs a grant.',
  no: 'Nobody looks into one without a grant.',
};

/** What is in force, since when, and, for who may, how another version of it is proposed. */
export function PoliciesPanel({
  controls,
  forms,
}: {
  controls: ControlsView;
  forms: { policy: ReactNode; retention: ReactNode; controllers: ReactNode }; // null: not now, or not for this reader
}) {
  const { accessPolicy, rules, retention } = controls;
  return (
    <section aria-labelledby="policies" className="mt-10">
      <h2 id="policies" className="mb-2 text-[17px] font-semibold">
        In force
      </h2>
      <DefinitionList
        wide
        rows={[
          [
            'Access policy',
            <span key="policy">
              Version {accessPolicy.version},{' '}
              <Since at={accessPolicy.since} otherwise="as the product came" />
            </span>,
          ],
          ...rules.map(({ mode, words }) => [mode, words] as const),
          ['Time to decide', `${accessPolicy.waitingDays} days`],
          ['Oldest sign-in for a decision', `${accessPolicy.stepUpMinutes} minutes`],
          ['Packages and outputs of commands', accessPolicy.ownPackages ? ownPackages.yes : ownPackages.no],
          [
            'Retention of new incidents',
            <span key="retention">
              {retention.days} days,{' '}
              <Since at={retention.since} otherwise="from the settings of the installation" />
            </span>,
          ],
        ]}
      />
      <div className="no-print mt-4 grid gap-2">
        <Proposing title="Propose another access policy">{forms.policy}</Proposing>
        <Proposing title="Propose another retention">{forms.retention}</Proposing>
        <Proposing title="Declare who the two controllers are">{forms.controllers}</Proposing>
      </div>
    </section>
  );
}

function Since({ at, otherwise }: { at: string | null; otherwise: string }) {
  return at === null ? (
    otherwise
  ) : (
    <>
      since <Time at={at} inline />, by the two controllers
    </>
  );
}

function Proposing({ title, children }: { title: string; children: ReactNode }) {
  if (children === null) return null;
  return (
    <details className="border-b border-hairline py-2">
      <summary className="cursor-pointer font-medium">{title}</summary>
      <div className="mt-4 pb-4">{children}</div>
    </details>
  );
}
