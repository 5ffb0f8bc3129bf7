import { CompareNote } from '@/components/ledger/compare-note.tsx';
import { LedgerTabs } from '@/components/ledger/ledger-tabs.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { mayDo } from '@/lib/custody/permission.ts';
import { listCheckpoints } from '@/lib/queries/list-checkpoints.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';

export const metadata = { title: 'Compare a kept note' };

interface Props {
  readonly searchParams: Promise<{ readonly note?: string }>;
}

export default async function ComparePage({ searchParams }: Props) {
  const [viewer, { note = '' }] = await Promise.all([requireViewer(), searchParams]);
  const [newest] = (await shown(listCheckpoints(viewer))).rows;
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Ledger', href: '/ledger' }, { label: 'Compare a kept note' }]}
        title="Compare a kept note"
        subtitle="Whether today’s ledger still begins with the one that was signed then. Your browser computes the answer."
      />
      <LedgerTabs current="compare" verifies={mayDo(viewer.actor.roles, 'ledger.verify')} />
      {newest === undefined ? (
        <EmptyState title="Nothing to compare with">No checkpoint has been signed yet.</EmptyState>
      ) : (
        <CompareNote given={note} />
      )}
    </>
  );
}
