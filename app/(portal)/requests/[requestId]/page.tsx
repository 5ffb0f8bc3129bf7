import Link from 'next/link';
import { DecisionsPanel } from '@/components/access/decisions-panel.tsx';
import { GrantLinks } from '@/components/access/grant-links.tsx';
import { RequestActs } from '@/components/access/request-acts.tsx';
import { RequestPanel } from '@/components/access/request-panel.tsx';
import { RequestStatus } from '@/components/access/request-status.tsx';
import { AuditLink } from '@/components/audit/audit-link.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { modeWords } from '@/lib/custody/access-policy.ts';
import { mayDo } from '@/lib/custody/permission.ts';
import { getRequest } from '@/lib/queries/get-request.ts';
import { getRequestLinks } from '@/lib/queries/get-request-links.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import {
  approveRequestAction,
  commentOnRequestAction,
  refuseRequestAction,
  revokeGrantAction,
  revokeLinksAction,
  withdrawRequestAction,
} from '../actions.ts';

interface Props {
  readonly params: Promise<{ readonly requestId: string }>;
}

export const metadata = { title: 'Access request' };

export default async function RequestPage({ params }: Props) {
  const [viewer, { requestId }] = await Promise.all([requireViewer(), params]);
  const [request, links] = await shown(
    Promise.all([getRequest(viewer, requestId), getRequestLinks(viewer, requestId)]),
  );
  const { incident, requester } = request;
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Requests', href: '/requests' }, { label: request.number }]}
        title={request.number}
        status={
          <RequestStatus
            state={request.state}
            grant={request.grant?.state ?? null}
            approvals={request.approvals}
            needed={request.needed}
          />
        }
        subtitle={
          <>
            {modeWords(request.mode)} for <strong className="font-semibold">{requester.name}</strong> ·
            incident{' '}
            <Link className="hover:underline" href={`/incidents/${incident.id}`}>
              {incident.number}, <PlainText text={incident.title} />
            </Link>
          </>
        }
      />
      <div className="mt-6 grid gap-x-11 gap-y-8 lg:grid-cols-[minmax(0,1fr)_380px]">
        <div className="grid min-w-0 content-start gap-7">
          <RequestPanel request={request} />
          <DecisionsPanel request={request} />
          <GrantLinks requestId={request.id} links={links} revoke={revokeLinksAction} />
          {mayDo(viewer.actor.roles, 'audit.search') && (
            <p>
              <AuditLink of="grant" value={request.number} words="Search all its events" />
            </p>
          )}
        </div>
        {/* Before the rest on a narrow screen: who decides on a phone must not scroll for it. */}
        <aside className="order-first min-w-0 lg:order-none">
          <RequestActs
            request={request}
            acts={{
              approve: approveRequestAction,
              refuse: refuseRequestAction,
              withdraw: withdrawRequestAction,
              revoke: revokeGrantAction,
              comment: commentOnRequestAction,
            }}
          />
        </aside>
      </div>
    </>
  );
}
