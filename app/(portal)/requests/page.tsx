import Link from 'next/link';
import { RequestsTable } from '@/components/access/requests-table.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { listHref } from '@/components/ui/list-href.ts';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { TabsNav } from '@/components/ui/tabs-nav.tsx';
import { overseesRequests } from '@/lib/custody/access-request.ts';
import { mayDo } from '@/lib/custody/permission.ts';
import type { Role } from '@/lib/custody/role.ts';
import { listRequests, type RequestView } from '@/lib/queries/list-requests.ts';
import { countWaitingForMe } from '@/lib/queries/waiting-for-me.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';

interface Props {
  readonly searchParams: Promise<{ readonly show?: string; readonly before?: string }>;
}

export const metadata = { title: 'Requests' };

export default async function RequestsPage({ searchParams }: Props) {
  const [viewer, { show, before }] = await Promise.all([requireViewer(), searchParams]);
  const views = viewsOf(viewer.actor.roles);
  const view = views.find((one) => one === show) ?? views[0] ?? 'mine';
  const [page, waiting] = await shown(
    Promise.all([listRequests(viewer, view, before), countWaitingForMe(viewer)]),
  );
  return (
    <>
      <PageHeader breadcrumb={[{ label: 'Requests' }]} title="Access requests" />
      <TabsNav
        label="Which requests"
        current={view}
        tabs={views.map((one) => ({
          id: one,
          label: title(one),
          href: `/requests?show=${one}`,
          ...(one === 'inbox' ? { count: waiting } : {}),
        }))}
      />
      {page.rows.length === 0 ? (
        <EmptyState title={emptyTitle(view)}>
          Open an item of <Link href="/evidence">evidence</Link> and choose Request access on its Access tab.
        </EmptyState>
      ) : (
        <RequestsTable rows={page.rows} readAt={page.readAt} />
      )}
      {page.olderThan !== null && (
        <Link
          className="mt-4 inline-block underline"
          href={listHref('/requests', { show: view, before: page.olderThan })}
        >
          Load more
        </Link>
      )}
    </>
  );
}

/** The first one is open at first: who decides sees what waits. */
function viewsOf(roles: readonly Role[]): readonly RequestView[] {
  return [
    ...(mayDo(roles, 'access.decide') ? (['inbox'] as const) : []),
    ...(mayDo(roles, 'access.request') ? (['mine'] as const) : []),
    ...(overseesRequests(roles) ? (['all'] as const) : []),
  ];
}

function title(view: RequestView): string {
  switch (view) {
    case 'inbox':
      return 'Waiting for my decision';
    case 'mine':
      return 'My requests';
    case 'all':
      return 'All';
  }
}

function emptyTitle(view: RequestView): string {
  switch (view) {
    case 'inbox':
      return 'Nothing waits for your decision';
    case 'mine':
      return 'You have not asked for access yet';
    case 'all':
      return 'Nobody has asked for access yet';
  }
}
