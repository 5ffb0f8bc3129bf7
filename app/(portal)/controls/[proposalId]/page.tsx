import Link from 'next/link';
import { ControllerAct } from '@/components/controls/controller-act.tsx';
import { ProposalPanel } from '@/components/controls/proposal-panel.tsx';
import { ProposalStatus } from '@/components/controls/proposal-status.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { getProposal } from '@/lib/queries/get-proposal.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { confirmProposalAction, refuseProposalAction, withdrawProposalAction } from '../actions.ts';

interface Props {
  readonly params: Promise<{ readonly proposalId: string }>;
}

export const metadata = { title: 'Proposal' };

export default async function ProposalPage({ params }: Props) {
  const [viewer, { proposalId }] = await Promise.all([requireViewer(), params]);
  const proposal = await shown(getProposal(viewer, proposalId));
  const { incident } = proposal;
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Controls', href: '/controls' }, { label: proposal.number }]}
        title={`${proposal.number}: ${proposal.title}`}
        status={<ProposalStatus proposal={proposal} />}
        subtitle={
          <>
            Proposed by <strong className="font-semibold">{proposal.proposerName}</strong>
            {incident !== null && (
              <>
                {' '}
                · incident{' '}
                <Link className="hover:underline" href={`/incidents/${incident.id}`}>
                  {incident.number}
                </Link>
              </>
            )}
            {proposal.kind === 'script-review' && (
              <>
                {' '}
                ·{' '}
                <Link className="underline" href={`/scripts/${proposal.subjectId}`}>
                  the script, line by line
                </Link>
              </>
            )}
          </>
        }
      />
      <div className="mt-6">
        {proposal.act !== null && <ControllerAct act={proposal.act} proposalId={proposal.id} />}
        <ProposalPanel
          proposal={proposal}
          acts={{
            confirm: confirmProposalAction,
            refuse: refuseProposalAction,
            withdraw: withdrawProposalAction,
          }}
        />
      </div>
    </>
  );
}
