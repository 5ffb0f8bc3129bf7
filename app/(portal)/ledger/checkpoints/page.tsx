import Link from 'next/link';
import { AnchorsTable } from '@/components/ledger/anchors-table.tsx';
import { CheckpointsTable } from '@/components/ledger/checkpoints-table.tsx';
import { LedgerTabs } from '@/components/ledger/ledger-tabs.tsx';
import { OpenWindow } from '@/components/ledger/open-window.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { mayDo } from '@/lib/custody/permission.ts';
import { getLedgerAnchors } from '@/lib/queries/get-ledger-anchors.ts';
import { listCheckpoints } from '@/lib/queries/list-checkpoints.ts';
import { runtime } from '@/lib/runtime/runtime.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';

interface Props {
  readonly searchParams: Promise<{ readonly below?: string }>;
}

export const metadata = { title: 'Checkpoints and anchors' };

export default async function CheckpointsPage({ searchParams }: Props) {
  const [viewer, { below }] = await Promise.all([requireViewer(), searchParams]);
  const policy = await (await runtime()).trustPolicy();
  const [anchors, page] = await shown(
    Promise.all([getLedgerAnchors(viewer), listCheckpoints(viewer, below, policy)]),
  );
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Ledger', href: '/ledger' }, { label: 'Checkpoints and anchors' }]}
        title="Checkpoints and anchors"
        subtitle="Who outside Holdfast vouches for the ledger, how far, and since when."
      />
      <LedgerTabs current="checkpoints" verifies={mayDo(viewer.actor.roles, 'ledger.verify')} />
      {anchors.anchors.length === 0 ? (
        <EmptyState title="No anchor was asked yet">
          The first signed checkpoint is taken to the anchors by the worker.
        </EmptyState>
      ) : (
        <>
          <OpenWindow anchors={anchors} />
          <h2 className="mt-8 mb-2 font-semibold">Anchors</h2>
          <AnchorsTable anchors={anchors.anchors} readAt={anchors.readAt} />
        </>
      )}
      {page.rows.length > 0 && (
        <>
          <h2 className="mt-8 mb-2 font-semibold">Checkpoints</h2>
          <CheckpointsTable rows={page.rows} />
        </>
      )}
      {page.olderThan !== null && (
        <Link className="mt-4 inline-block underline" href={`/ledger/checkpoints?below=${page.olderThan}`}>
          Load older
        </Link>
      )}
    </>
  );
}
