import { DecisionForm } from '@/components/access/decision-form.tsx';
import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { ProposalView } from '@/lib/queries/proposal-view.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { ChangesTable } from './changes-table.tsx';

type Act = (previous: ActionResult, form: FormData) => Promise<ActionResult>;

export interface ProposalActions {
  readonly confirm: Act;
  readonly refuse: Act;
  readonly withdraw: Act;
}

/** One proposal, whole: what would change, why, who must agree, who did, and what this reader can do. For its own page and for others. */
export function ProposalPanel({
  proposal,
  acts,
  href = `/controls/${proposal.id}`,
}: {
  proposal: ProposalView;
  acts: ProposalActions;
  href?: string; // the page on which the panel stands
}) {
  const { may } = proposal;
  return (
    <div className="grid gap-x-11 gap-y-8 lg:grid-cols-[minmax(0,1fr)_380px]">
      <div className="grid min-w-0 content-start gap-7">
        <ChangesTable changes={proposal.changes} />
        <DefinitionList
          wide
          rows={[
            ['Who proposes', proposal.proposerName],
            ['Reason', proposal.reason],
            ['Needs', proposal.needs],
            ['Proposed', <Time key="at" at={proposal.createdAt} />],
            proposal.state === 'waiting'
              ? (['Expires undecided', <Time key="end" at={proposal.expiresAt} />] as const)
              : (['Ended', <Time key="end" at={proposal.decidedAt ?? proposal.expiresAt} />] as const),
          ]}
        />
        <Decisions decisions={proposal.decisions} />
      </div>
      <aside className="order-first min-w-0 lg:order-none">
        <div className="grid gap-6">
          <DecisionForm
            of={{
              field: 'proposalId',
              id: proposal.id,
              href,
              agree: { label: 'Confirm', working: 'Confirming…' },
              hint: 'It is written into the record. A refusal needs one.',
            }}
            open={may.decide}
            standsIn={false}
            approve={acts.confirm}
            refuse={acts.refuse}
          />
          {may.whyNotDecide !== null && <Notice tone="attention" title={may.whyNotDecide} />}
          {may.withdraw && (
            <ActionForm
              action={acts.withdraw}
              submit="Withdraw the proposal"
              working="Withdrawing…"
              done="Withdrawn."
            >
              <input type="hidden" name="proposalId" value={proposal.id} />
            </ActionForm>
          )}
        </div>
      </aside>
    </div>
  );
}

function Decisions({ decisions }: Pick<ProposalView, 'decisions'>) {
  return (
    <section>
      <h2 className="font-semibold">Decisions</h2>
      <ul className="mt-1">
        {decisions.length === 0 && <li className="text-[13px] text-ink-2">Nobody has decided.</li>}
        {decisions.map((one) => (
          <li key={one.name + one.at} className="border-b border-hairline py-2 text-[13px]">
            <span className="font-medium">{one.name}</span>{' '}
            {one.decision === 'confirm' ? 'confirmed' : 'refused'} · <Time at={one.at} inline />
            {one.comment !== null && (
              <p className="mt-0.5 whitespace-pre-wrap break-words text-ink-2">
                <PlainText text={one.comment} lines />
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
