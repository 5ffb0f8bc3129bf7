import Link from 'next/link';
import { RequestsTable } from '@/components/access/requests-table.tsx';
import { HandoversTable } from '@/components/custody/handovers-table.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { listHref } from '@/components/ui/list-href.ts';
import { PageFoot } from '@/components/ui/page-foot.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { TabsNav } from '@/components/ui/tabs-nav.tsx';
import { overseesRequests } from '@/lib/custody/access-request.ts';
import { mayDo } from '@/lib/custody/permission.ts';
import type { Role } from '@/lib/custody/role.ts';
import { type HandoverRow, listHandovers } from '@/lib/queries/list-handovers.ts';
import { listRequests, type RequestView } from '@/lib/queries/list-requests.ts';
import { waitingAges } from '@/lib/queries/waiting-age.ts';
import { countWaitingForMe } from '@/lib/queries/waiting-for-me.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';

interface Props {
  readonly searchParams: Promise<{
    readonly show?: string;
    readonly before?: string;
    readonly waiting?: string;
  }>;
}

export const metadata = { title: 'Requests' };

type View = RequestView | 'handovers';
type FoundRequests = Awaited<ReturnType<typeof listRequests>>;

export default async function RequestsPage({ searchParams }: Props) {
  const [viewer, { show, before, waiting: age }] = await Promise.all([requireViewer(), searchParams]);
  const views = viewsOf(viewer.actor.roles);
  const view = views.find((one) => one === show) ?? views[0] ?? 'mine';
  const [waiting, handovers] = await shown(
    Promise.all([
      countWaitingForMe(viewer),
      mayDo(viewer.actor.roles, 'custody.hand-over') ? listHandovers(viewer) : [],
    ]),
  );
  const waitingSince = waitingAges.find(({ id }) => id === age);
  const counts: Partial<Record<View, number>> = {
    inbox: waiting,
    handovers: handovers.filter(({ mine }) => mine).length,
  };
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
          ...(counts[one] === undefined ? {} : { count: counts[one] }),
        }))}
      />
      {view === 'handovers' ? (
        <Handovers rows={handovers} />
      ) : (
        <Requests
          before={before}
          page={await shown(listRequests(viewer, view, before, waitingSince?.id))}
          view={view}
          waiting={waitingSince}
        />
      )}
    </>
  );
}

function Handovers({ rows }: { rows: readonly HandoverRow[] }) {
  if (rows.length > 0) return <HandoversTable rows={rows} />;
  return (
    <EmptyState title="No hand-over of custody from you or to you">
      Who has custody of an item of <Link href="/evidence">evidence</Link> hands it over on its Custody tab.
    </EmptyState>
  );
}

function Requests({
  page,
  before,
  view,
  waiting,
}: {
  page: FoundRequests;
  before: string | undefined;
  view: RequestView;
  waiting: (typeof waitingAges)[number] | undefined;
}) {
  const filters = { show: view, waiting: waiting?.id };
  return (
    <>
      {waiting !== undefined && (
        <p className="my-3 text-ink-2">
          Only those that wait for a decision, by how long: {waiting.label}.{' '}
          <Link className="underline" href={listHref('/requests', { show: view })}>
            Clear
          </Link>
        </p>
      )}
      {page.rows.length === 0 ? (
        <EmptyState title={emptyTitle(view)}>
          Open an item of <Link href="/evidence">evidence</Link> and choose Request access on its Access tab.
        </EmptyState>
      ) : (
        <RequestsTable rows={page.rows} readAt={page.readAt} />
      )}
      <PageFoot
        {...{ shown: page.rows.length, inAll: page.inAll, what: 'requests', nextWords: 'Load more' }}
        next={page.olderThan && listHref('/requests', { ...filters, before: page.olderThan })}
        first={before === undefined ? null : listHref('/requests', filters)}
      />
    </>
  );
}

/** The first one is open at first: who decides sees what waits. */
function viewsOf(roles: readonly Role[]): readonly View[] {
  return [
    ...(mayDo(roles, 'access.decide') ? (['inbox'] as const) : []),
    ...(mayDo(roles, 'access.request') ? (['mine'] as const) : []),
    ...(overseesRequests(roles) ? (['all'] as const) : []),
    ...(mayDo(roles, 'custody.hand-over') ? (['handovers'] as const) : []),
  ];
}

function title(view: View): string {
  switch (view) {
    case 'inbox':
      return 'Waiting for my decision';
    case 'mine':
      return 'My requests';
    case 'all':
      return 'All';
    case 'handovers':
      return 'Hand-overs of custody';
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
